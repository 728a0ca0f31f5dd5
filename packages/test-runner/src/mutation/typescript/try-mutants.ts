import type { Mutant, MutantResult } from "../mutant.ts";
import type { MutablePolicy } from "./load-policy.ts";
import { type ClaimedQuestion, decide } from "./questions.ts";

/** A claim that does not hold of the policy as it is written: it can tell nothing of mutants. */
export interface UnfoundedClaim {
  readonly test: string;
}

/** What the tests say of each mutant; those that none of them notices are `survived` or `notCovered`. */
export interface TriedMutants {
  readonly results: readonly MutantResult[];
  readonly unfounded: readonly UnfoundedClaim[];
  /** Milliseconds of processor time, for all mutants together. */
  readonly duration: number;
}

/**
 * Tries mutants on what tests claim. Only the questions that come to a mutant's place are asked again.
 *
 * @param mutants those of the policy that are wanted
 */
export function tryMutants(
  { policy, control }: MutablePolicy,
  mutants: readonly Mutant[],
  questions: readonly ClaimedQuestion[],
): TriedMutants {
  const unfounded: UnfoundedClaim[] = [];
  const founded: ClaimedQuestion[] = [];
  const reaching = new Map<number, ClaimedQuestion[]>();
  for (const { question, claims } of questions) {
    const { result, reached } = control.watch(() => decide(policy, question));
    const kept = claims.filter(({ holds }) => holds(result));
    for (const { test, holds } of claims) if (!holds(result)) unfounded.push({ test });
    if (kept.length === 0) continue;
    const one = { question, claims: kept };
    founded.push(one);
    for (const site of reached) {
      const known = reaching.get(site) ?? [];
      reaching.set(site, known);
      known.push(one);
    }
  }
  const start = process.cpuUsage();
  const results = mutants.map((mutant): MutantResult => {
    const asked = control.isInitial(mutant.id) ? founded : (reaching.get(mutant.site) ?? []);
    if (asked.length === 0) return { mutant, status: "notCovered" };
    const { result: killedBy, failed } = control.with(mutant.id, () => failingTest(policy, asked));
    if (failed) return { mutant, status: "invalid" };
    return killedBy === undefined ? { mutant, status: "survived" } : { mutant, status: "killed", killedBy };
  });
  const { user, system } = process.cpuUsage(start);
  return { results, unfounded, duration: (user + system) / 1_000 };
}

function failingTest(
  policy: MutablePolicy["policy"],
  questions: readonly ClaimedQuestion[],
): string | undefined {
  for (const { question, claims } of questions) {
    const decision = decide(policy, question);
    for (const { test, holds } of claims) if (!holds(decision)) return test;
  }
  return undefined;
}
