import type { Engine, Outcome, PolicySource, Query } from "@bylaw/engine";
import { isArray } from "../json-value.ts";
import { hasDecision, ruleAt, segmentsOf } from "../policy/decisions.ts";
import { type EvidencePlan, planEvidence } from "../policy/evidence.ts";
import type { Side } from "../side/side.ts";

export type MakeEngine = (source: PolicySource, entrypoints: readonly string[]) => Promise<Engine>;

/** Answers queries under one side, and says which rules decided. */
export interface SideReplayer {
  has(path: string): boolean;
  /** One outcome for each query; undefined throughout when the side has no such decision. */
  decide(path: string, queries: readonly Query[]): Promise<readonly Outcome[]>;
  /** The rules that {@link evidence} speaks of. */
  evidencePlan(path: string): EvidencePlan | undefined;
  /** For each query, the indices of the rules that succeeded; empty where that cannot be told. */
  evidence(path: string, queries: readonly Query[]): Promise<readonly (readonly number[])[]>;
  close(): Promise<void>;
}

/**
 * @param make gives an engine for the side's policy
 * @param makeReference gives `opa`, for the policy with evidence beside it and for paths that lead into a rule's value:
 * a plan makes the whole value, with all the errors in it, where `opa` looks at the place alone
 */
export function createSideReplayer(side: Side, make: MakeEngine, makeReference: MakeEngine): SideReplayer {
  const engines = new Map<string, Promise<Engine>>();
  const evidenceEngines = new Map<string, Promise<Engine | undefined>>();
  const plans = new Map<string, EvidencePlan | undefined>();

  const has = (path: string) => hasDecision(side.modules, path);
  const planAt = (path: string) => {
    if (!plans.has(path)) plans.set(path, planEvidence(side.modules, side.source, path));
    return plans.get(path);
  };
  const engineAt = (path: string) => {
    const engine =
      engines.get(path) ?? (leadsIntoValue(side, path) ? makeReference : make)(side.source, [path]);
    engines.set(path, engine);
    return engine;
  };
  const evidenceEngineAt = (path: string, plan: EvidencePlan) => {
    // A copy of a rule that does not compile costs the evidence, not the diff.
    const engine = evidenceEngines.get(path) ?? makeReference(plan.source, plan.paths).catch(() => undefined);
    evidenceEngines.set(path, engine);
    return engine;
  };

  return {
    has,
    decide: async (path, queries) =>
      has(path) ? (await engineAt(path)).evaluate(queries) : queries.map(() => ({ kind: "undefined" })),
    evidencePlan: planAt,
    evidence: async (path, queries) => {
      const plan = planAt(path);
      const engine = plan === undefined ? undefined : await evidenceEngineAt(path, plan);
      if (plan === undefined || engine === undefined) return queries.map(() => []);
      const found: Set<number>[] = queries.map(() => new Set());
      for (const evidencePath of plan.paths) {
        const outcomes = await engine.evaluate(queries.map((query) => ({ ...query, path: evidencePath })));
        for (const [index, outcome] of outcomes.entries()) {
          if (outcome.kind !== "defined" || !isArray(outcome.value)) continue;
          for (const rule of outcome.value) if (typeof rule === "number") found[index]?.add(rule);
        }
      }
      return found.map((rules) => [...rules].sort((a, b) => a - b));
    },
    close: async () => {
      for (const engine of engines.values()) await (await engine.catch(() => undefined))?.close();
      for (const engine of evidenceEngines.values()) await (await engine)?.close();
    },
  };
}

function leadsIntoValue(side: Side, path: string): boolean {
  const segments = segmentsOf(path);
  const rule = ruleAt(side.modules, segments);
  return rule !== undefined && rule.path.length < segments.length;
}
