import {
  type Json,
  type MutationEngine,
  type OpaBinary,
  type Outcome,
  type PolicySource,
  type Query,
  sameOutcome,
} from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { type Candidate, createSearchEngine, recordedClock, search, subjectOf } from "@bylaw/search";
import type { Killer, Mutant } from "../mutant.ts";
import { allRulesPath } from "./decisions.ts";

/**
 * Searches for inputs on which a rule has another value with a mutant than without.
 *
 * @returns what was found for mutants, by their numbers, and the places that some input came to
 * @param source with the decision that holds the values of all rules
 */
export async function findRegoKillers(
  opa: OpaBinary,
  source: PolicySource,
  engine: MutationEngine,
  mutants: readonly Mutant[],
  options: { readonly inputs: readonly Json[]; readonly runs: number; readonly seed: number },
): Promise<{ readonly killers: ReadonlyMap<number, Killer>; readonly reached: ReadonlySet<number> }> {
  const everReached = new Set<number>();
  const queryOf = (candidate: Candidate): Query => ({
    path: allRulesPath,
    input: candidate.input,
    recordedBuiltins: recordedClock(candidate),
  });
  const guide = await createSearchEngine(opa, source, [allRulesPath]);
  const { found } = await search({
    subjects: [
      subjectOf(guide, source, allRulesPath),
      {
        table: { rules: [], expressions: [] },
        builtins: new Set(),
        planText: "",
        data: undefined,
        decide: (candidate) => {
          const query = queryOf(candidate);
          const { outcome, reached } = engine.evaluate(query);
          for (const site of reached) everReached.add(site);
          const differing = mutants.filter(
            ({ id, site }) => reached.has(site) && differs(outcome, engine.evaluateMutant(id, query)),
          );
          return { outcome: { kind: "defined", value: differing.map(({ id }) => String(id)) }, evidence: {} };
        },
      },
    ],
    seed: options.seed,
    budget: { runs: options.runs },
    inputs: options.inputs,
    find: ([, differing]) =>
      differing?.outcome.kind === "defined" ? (differing.outcome.value as readonly string[]) : [],
    isEnough: (names) => names.size >= mutants.length,
  });
  const killers = new Map(
    found.map(({ name, candidate }): [number, Killer] => {
      const [id, query] = [Number(name), queryOf(candidate)];
      const expected = engine.evaluate(query).outcome;
      return [
        id,
        {
          input: stringifyJson(candidate.input),
          now: String(candidate.now),
          ...partsThatDiffer(expected, engine.evaluateMutant(id, query)),
        },
      ];
    }),
  );
  return { killers, reached: everReached };
}

/** What needs the world outside, or a limit of ours, is no answer. */
function differs(one: Outcome, other: Outcome): boolean {
  if (one.kind === "unavailable" || other.kind === "unavailable") return false;
  return !sameOutcome(one, other);
}

/** The rules whose values differ, as texts. */
function partsThatDiffer(
  one: Outcome,
  other: Outcome,
): { readonly expected: string; readonly actual: string } {
  if (one.kind !== "defined" || other.kind !== "defined")
    return { expected: textOf(one), actual: textOf(other) };
  const [ours, theirs] = [entriesOf(one.value), entriesOf(other.value)];
  const names = [...ours.keys()].filter(
    (name) => textOfJson(ours.get(name)) !== textOfJson(theirs.get(name)),
  );
  const shown = (values: ReadonlyMap<string, Json>) =>
    names.map((name) => `${name}: ${textOfJson(values.get(name))}`).join(", ");
  return { expected: shown(ours), actual: shown(theirs) };
}

/** Each rule's value is in a list, which is empty where it has none. */
function entriesOf(value: Json): ReadonlyMap<string, Json> {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}

function textOfJson(list: Json | undefined): string {
  const [value] = Array.isArray(list) ? (list as readonly Json[]) : [];
  return value === undefined ? "undefined" : stringifyJson(value);
}

function textOf(outcome: Outcome): string {
  switch (outcome.kind) {
    case "defined":
      return stringifyJson(outcome.value);
    case "undefined":
      return "undefined";
    case "error":
      return `${outcome.code}: ${outcome.message}`;
    case "unavailable":
      return `needs ${outcome.builtin}`;
  }
}
