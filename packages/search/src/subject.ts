import {
  builtinsCalled,
  createEvidenceEngine,
  type EvidencedOutcome,
  type EvidenceEngine,
  type Json,
  type OpaBinary,
  type Outcome,
  type PolicySource,
  planEvaluator,
  type SourceTable,
} from "@bylaw/engine";
import { type Candidate, recordedClock } from "./candidate.ts";

/** A decision that a search asks, with what leads to its answers. */
export interface Subject {
  readonly table: SourceTable;
  /** The builtins that it may call. */
  readonly builtins: ReadonlySet<string>;
  /** OPA's plan, in which the policy's literals are; empty when there is none. */
  readonly planText: string;
  /** The base documents. */
  readonly data: Json | undefined;
  decide(candidate: Candidate): EvidencedOutcome;
  /** The answer alone, which takes a small part of the time; absent where that is no less. */
  answer?(candidate: Candidate): Outcome;
}

/** A decision that goes on for longer is of no use to a search. */
const limits = { maxSteps: 2_000_000, decisionTimeoutMs: 1_000 };

/**
 * Makes an engine for decisions that are searched.
 *
 * @param entrypoints the decisions, such as `istio/authz/allow`; each must be a rule
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export function createSearchEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
): Promise<EvidenceEngine> {
  const evidence = { rules: true, expressions: true, comparisons: true, inputPaths: true, inputPlaces: true };
  return createEvidenceEngine(opa, source, entrypoints, { ...limits, evidence, maxComparisonsOfOnePlace: 8 });
}

/**
 * Makes an engine for the same decisions that only counts which rules and expressions are reached.
 *
 * @throws as {@link createSearchEngine} does
 */
export function createCountingEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
): Promise<EvidenceEngine> {
  return createEvidenceEngine(opa, source, entrypoints, {
    ...limits,
    evidence: { rules: true, expressions: true },
  });
}

/** One decision of an engine. */
export function subjectOf(engine: EvidenceEngine, source: PolicySource, path: string): Subject {
  const evaluate = planEvaluator(engine.planText, source.data ?? {}, limits);
  return {
    table: engine.table,
    builtins: new Set(builtinsCalled(engine.planText, path).map(({ name }) => name)),
    planText: engine.planText,
    data: source.data,
    decide: (candidate) =>
      engine.explain({ path, input: candidate.input, recordedBuiltins: recordedClock(candidate) }),
    answer: (candidate) =>
      evaluate({ path, input: candidate.input, recordedBuiltins: recordedClock(candidate) }),
  };
}

/** A decision that is not there: undefined for every input. */
export const absentSubject: Subject = {
  table: { rules: [], expressions: [] },
  builtins: new Set(),
  planText: "",
  data: undefined,
  decide: () => ({ outcome: { kind: "undefined" }, evidence: {} }),
  answer: () => ({ kind: "undefined" }),
};
