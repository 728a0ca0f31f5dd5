import type { Mutant, MutantResult } from "../mutant.ts";
import type { MutablePolicy } from "./load-policy.ts";
import { type ClaimedQuestion, decide } from "./questions.ts";
import { textsIn } from "./syntax.ts";

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
  for (const { question, text, claims } of questions) {
    const { result, reached } = control.watch(() => decide(policy, question));
    const kept = claims.filter(({ holds }) => holds(result));
    for (const { test, holds } of claims) if (!holds(result)) unfounded.push({ test });
    if (kept.length === 0) continue;
    const one = { question, text, claims: kept };
    founded.push(one);
    for (const site of reached) {
      const known = reaching.get(site) ?? [];
      reaching.set(site, known);
      known.push(one);
    }
  }
  const start = process.cpuUsage();
  // What noticed one mistake often notices the next: the last that did comes first, after what speaks of the place.
  let noticed: readonly ClaimedQuestion[] = [];
  const results = mutants.map((mutant): MutantResult => {
    const asked = control.isInitial(mutant.id) ? founded : (reaching.get(mutant.site) ?? []);
    if (asked.length === 0) return { mutant, status: "notCovered" };
    const able = new Set(asked);
    const likely = noticed.filter((one) => able.has(one));
    const ordered = new Set([...speakingOf(mutant, asked), ...likely, ...asked]);
    const { result, failed } = control.with(mutant.id, () => failing(policy, ordered));
    if (failed) return { mutant, status: "invalid" };
    if (result === undefined) return { mutant, status: "survived" };
    noticed = [result.question, ...noticed.filter((one) => one !== result.question)];
    return { mutant, status: "killed", killedBy: result.test };
  });
  const { user, system } = process.cpuUsage(start);
  return { results, unfounded, duration: (user + system) / 1_000 };
}

/** The questions in which all words of a text stand that a mutant takes away, such as an element of a list. */
function speakingOf(
  { original, replacement }: Mutant,
  questions: readonly ClaimedQuestion[],
): readonly ClaimedQuestion[] {
  const [taken, ...others] = textsIn(original).filter((text) => !replacement.includes(JSON.stringify(text)));
  // Where all of a list is gone, any question will do.
  if (taken === undefined || others.length > 0) return [];
  const words = taken.split("/");
  return questions.filter(({ text }) => words.every((word) => text.includes(word)));
}

/** The first question that has another answer than a test claims, and the test. */
function failing(
  policy: MutablePolicy["policy"],
  questions: ReadonlySet<ClaimedQuestion>,
): { readonly question: ClaimedQuestion; readonly test: string } | undefined {
  for (const one of questions) {
    const decision = decide(policy, one.question);
    for (const { test, holds } of one.claims) if (!holds(decision)) return { question: one, test };
  }
  return undefined;
}
