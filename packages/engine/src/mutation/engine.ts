import type { Outcome, PolicySource, Query } from "../engine.ts";
import { prepareEvidence } from "../evidence/engine.ts";
import { silentProbes } from "../evidence/probes.ts";
import { SourceIndex } from "../evidence/source-table.ts";
import { ownersIn, placesIn } from "../evidence/statement-owner.ts";
import { type JavaScriptEngineOptions, planEvaluator } from "../javascript/engine.ts";
import type { OpaBinary } from "../opa/binary.ts";
import type { Plan } from "../plan/plan.ts";
import { parseJson } from "../values/json-text.ts";
import { type PlanMutant, withMutants } from "./plan-mutants.ts";

/** Evaluates a policy as it is written, or with one of its mutants. */
export interface MutationEngine {
  readonly mutants: readonly PlanMutant[];
  /**
   * Answers a query of the policy as it is written.
   *
   * @returns the outcome, and the places that evaluation came to, by the numbers of their first mutants
   */
  evaluate(query: Query): { readonly outcome: Outcome; readonly reached: ReadonlySet<number> };
  /** Answers a query with a mutant. */
  evaluateMutant(mutant: number, query: Query): Outcome;
}

const none = -1;

/**
 * Makes an engine that holds all mutants of a policy in one plan, so that none of them has to be compiled.
 *
 * @param entrypoints the decisions that will be asked for
 * @param isMutated whether a module is to have mutants
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function createMutationEngine(
  opa: OpaBinary,
  source: PolicySource,
  entrypoints: readonly string[],
  isMutated: (file: string) => boolean,
  options: JavaScriptEngineOptions = {},
): Promise<MutationEngine> {
  const { plan: planText = "{}", sources } = await prepareEvidence(opa, source, entrypoints, options);
  const plan = parseJson(planText) as unknown as Plan;
  const modules = Object.keys(source.modules);
  const ownerOf = ownersIn(plan, new SourceIndex(sources), modules);
  const mutated = withMutants(plan, { ...sources, ownerOf, placeOf: placesIn(plan, modules), isMutated });
  const ends = new Map<number, number>();
  for (const { id, site } of mutated.mutants) ends.set(site, id + 1);
  let active = none;
  let reached = new Set<number>();
  const evaluate = planEvaluator(planText, source.data ?? {}, options, {
    instrument: () => mutated.plan,
    probes: {
      ...silentProbes,
      mutantChosen: (id) => id === active,
      mutantKept: (site) => {
        if (active === none) reached.add(site);
        return active < site || active >= (ends.get(site) ?? site);
      },
    },
  });
  return {
    mutants: mutated.mutants,
    evaluate: (query) => {
      active = none;
      reached = new Set();
      return { outcome: evaluate(query), reached };
    },
    evaluateMutant: (mutant, query) => {
      active = mutant;
      return evaluate(query);
    },
  };
}
