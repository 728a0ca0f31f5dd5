import type { Engine, Outcome, PolicySource, Query } from "../engine.ts";
import { type JavaScriptEngineOptions, planEvaluator } from "../javascript/engine.ts";
import { emptyPlan, type PlanCacheOptions, planOf } from "../javascript/plan-cache.ts";
import type { OpaBinary } from "../opa/binary.ts";
import type { RunOptions } from "../opa/run.ts";
import type { Plan } from "../plan/plan.ts";
import { parseJson } from "../values/json-text.ts";
import type { ComparisonSite } from "./comparison-probes.ts";
import { ComparisonRecorder } from "./comparison-recorder.ts";
import { Counters, copyCounts, countsSince, type EvidenceCounts } from "./counters.ts";
import { type Evidence, evidenceOf } from "./evidence.ts";
import { InputRecorder } from "./input-recorder.ts";
import { type EvidenceParts, instrumented } from "./instrument.ts";
import { silentProbes } from "./probes.ts";
import { type ParsedSources, readSources } from "./read-sources.ts";
import type { SourceTable } from "./source-table.ts";

export interface EvidenceEngineOptions extends JavaScriptEngineOptions {
  /** The parts that are wanted; each costs only when it is. */
  readonly evidence: EvidenceParts;
  /** How many comparisons are kept of one decision; 1,000 when absent. */
  readonly maxComparisons?: number;
  /** How many of them may come from one place, such as one in a loop; 50 when absent. */
  readonly maxComparisonsOfOnePlace?: number;
}

/** A decision with what led to it. */
export interface EvidencedOutcome {
  readonly outcome: Outcome;
  readonly evidence: Evidence;
}

/** Evaluates as the JavaScript engine does, and tells what led to each outcome. */
export interface EvidenceEngine extends Engine {
  readonly name: "javascript";
  /** What is written in the modules, by the numbers that the counts have. */
  readonly table: SourceTable;
  /** OPA's plan of the policy, as text and without probes. */
  readonly planText: string;
  /** The places of comparisons; empty unless they are asked for. */
  readonly comparisonSites: readonly ComparisonSite[];
  /** Answers one query, with the evidence of this decision alone. */
  explain(query: Query): EvidencedOutcome;
  /** Answers one query and only counts, which is the quickest way through many. */
  evaluateOne(query: Query): Outcome;
  /**
   * Counts of all decisions since the last `clear`. The arrays are the engine's own: they change with the next
   * decision. All zero for parts that were not asked for.
   */
  counts(): EvidenceCounts;
  clear(): void;
}

/**
 * Makes an engine that gives evidence with its answers.
 *
 * @param entrypoints the decisions that will be asked for, such as `istio/authz/allow`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function createEvidenceEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: EvidenceEngineOptions,
): Promise<EvidenceEngine> {
  const prepared = await prepareEvidence(opa, source, entrypoints, options);
  return evidenceEngineOf(prepared, source, entrypoints, options);
}

/** A policy compiled and read by OPA: plain data, from which any number of threads make engines of their own. */
export interface PreparedEvidence {
  /** `plan.json` of `opa build -t plan`; undefined when no entry point has a rule. */
  readonly plan: string | undefined;
  readonly sources: ParsedSources;
}

/**
 * Does the part of {@link createEvidenceEngine} that needs OPA.
 *
 * @param options with `sources` where these modules were read for another entry point
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function prepareEvidence(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  options: RunOptions & PlanCacheOptions & { readonly sources?: Promise<ParsedSources> } = {},
): Promise<PreparedEvidence> {
  const [plan, sources] = await Promise.all([
    planOf(opa, source, entrypoints, options),
    options.sources ?? readSources(opa, source, options),
  ]);
  return { plan: plan === emptyPlan ? undefined : plan, sources };
}

/** Does the rest, without OPA. @param source the one that was prepared */
export function evidenceEngineOf(
  prepared: PreparedEvidence,
  source: PolicySource,
  entrypoints: readonly string[],
  options: EvidenceEngineOptions,
): EvidenceEngine {
  return evidenceEngine(prepared.plan ?? "{}", source, prepared.sources, entrypoints, options);
}

function evidenceEngine(
  planText: string,
  source: PolicySource,
  sources: ParsedSources,
  entrypoints: readonly string[],
  options: EvidenceEngineOptions,
): EvidenceEngine {
  const parts = options.evidence;
  const plan = parseJson(planText) as unknown as Plan;
  const made = instrumented(plan, sources, Object.keys(source.modules), parts);
  const counters = new Counters(sources.rules.length, sources.expressions.length);
  const input = new InputRecorder();
  const comparisons = new ComparisonRecorder(
    made.comparisons,
    options.maxComparisons ?? 1_000,
    options.maxComparisonsOfOnePlace ?? 50,
  );
  const evaluate = planEvaluator(planText, source.data ?? {}, options, {
    instrument: () => made.plan,
    probes: { ...silentProbes, ...counters.probes, ...comparisons.probes, ...input.probes },
  });
  const evaluateOne = (query: Query): Outcome => {
    if (parts.inputPaths) input.clear();
    if (parts.comparisons) comparisons.clear();
    return entrypoints.includes(query.path) ? evaluate(query) : { kind: "undefined" };
  };
  const counted = parts.rules || parts.expressions;
  return {
    name: "javascript",
    entrypoints: [...entrypoints],
    table: made.table,
    planText,
    comparisonSites: made.comparisons,
    evaluateOne,
    explain: (query) => {
      const before = counted ? copyCounts(counters.read()) : undefined;
      const outcome = evaluateOne(query);
      const counts = before && countsSince(counters.read(), before);
      const evidence = evidenceOf(made.table, {
        rules: parts.rules === true,
        expressions: parts.expressions === true,
        counts,
        comparisons: parts.comparisons ? comparisons : undefined,
        input: parts.inputPaths ? input : undefined,
        inputPlaces: parts.inputPlaces === true,
      });
      return { outcome, evidence };
    },
    evaluate: (queries) => Promise.resolve().then(() => queries.map(evaluateOne)),
    counts: () => counters.read(),
    clear: () => counters.clear(),
    close: () => Promise.resolve(),
  };
}
