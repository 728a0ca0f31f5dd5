import type { EvidencedOutcome, Json, OpaBinary, RuleSite } from "@bylaw/engine";
import {
  absentSubject,
  createSearchEngine,
  type SearchResult,
  type Subject,
  search,
  subjectOf,
} from "@bylaw/search";
import type { Polarities } from "../classify/polarities.ts";
import { verdictOf } from "../classify/verdict.ts";
import { sameAnswer } from "../event/answer.ts";
import { pathOn, type Side } from "../side/side.ts";
import { type Sites, sitesOf } from "./changed-sites.ts";
import { isRule } from "./decisions.ts";
import { type MakeInputs, sideInput } from "./side-input.ts";

export interface DifferenceSearch {
  readonly opa: OpaBinary;
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly paths: readonly string[];
  readonly seed: number;
  readonly budget: { readonly runs?: number; readonly seconds?: number };
  /** What counts seconds; the time that passes when absent. */
  readonly clock?: () => number;
  readonly inputsOf: (path: string) => readonly Json[];
  /** Makes inputs beside those that are gone on to; none when absent. */
  readonly makeInputs?: MakeInputs;
  /** Whether to end with the first other verdict; false when absent. */
  readonly untilVerdict?: boolean;
  readonly polarities: Polarities;
  readonly onProgress?: (runs: number) => void;
  readonly signal?: AbortSignal;
}

/** What the search of one decision gave. */
export interface SearchedDecision {
  readonly path: string;
  readonly result: SearchResult;
}

/**
 * Searches inputs on which base and head answer differently, each decision for its part of the budget. Of each pair
 * of verdicts and each changed rule that succeeds on one side only, one input is found.
 *
 * @throws RegoCompileError when a side does not compile, OpaRunError when OPA fails
 */
export async function searchDifferences(options: DifferenceSearch): Promise<readonly SearchedDecision[]> {
  const { sides, paths } = options;
  const sites = { base: sitesOf(sides.base, sides.head), head: sitesOf(sides.head, sides.base) };
  const subjectsAt = await subjectsFor(options);
  const searched: SearchedDecision[] = [];
  const clock = options.clock ?? (() => performance.now() / 1_000);
  const started = clock();
  let done = 0;
  for (const [index, path] of paths.entries()) {
    const made = options.makeInputs?.(
      [sideInput(sides.base, path), sideInput(sides.head, path)],
      options.seed,
    );
    const left = paths.length - index;
    const { runs, seconds } = options.budget;
    const result = await search({
      subjects: subjectsAt(path),
      seed: options.seed,
      clock,
      inputs: options.inputsOf(path),
      budget: {
        ...(runs === undefined ? {} : { runs: Math.ceil((runs - done) / left) }),
        ...(seconds === undefined ? {} : { seconds: Math.max(0, seconds - (clock() - started)) / left }),
      },
      focus: (subject, rule) => (subject === 0 ? sites.base : sites.head).isChanged(rule),
      find: (decided) => differences(path, decided, sites, options.polarities),
      ...(made && { generate: made.next, keeps: made.has }),
      isEnough: (names) => options.untilVerdict === true && [...names].some(isOtherVerdict),
      ...(options.onProgress && { onProgress: (now: number) => options.onProgress?.(done + now) }),
      ...(options.signal && { signal: options.signal }),
    });
    done += result.runs;
    searched.push({ path, result });
    if (options.untilVerdict === true && result.found.some(({ name }) => isOtherVerdict(name))) break;
  }
  return searched;
}

async function subjectsFor({ opa, sides, paths }: DifferenceSearch) {
  const make = async (side: Side) => {
    const own = paths.filter((path) => isRule(side, path)).map((path) => pathOn(side, path));
    const engine = own.length === 0 ? undefined : await createSearchEngine(opa, side.source, own);
    return (asked: string): Subject => {
      const path = pathOn(side, asked);
      return engine !== undefined && own.includes(path)
        ? subjectOf(engine, side.source, path)
        : absentSubject;
    };
  };
  const [base, head] = [await make(sides.base), await make(sides.head)];
  return (path: string) => [base(path), head(path)];
}

/** Names what differs: the verdicts, and the changed rules that have a part in it. */
function differences(
  path: string,
  [base, head]: readonly EvidencedOutcome[],
  sites: { readonly base: Sites; readonly head: Sites },
  polarities: Polarities,
): readonly string[] {
  if (base === undefined || head === undefined) return [];
  if (base.outcome.kind === "unavailable" || head.outcome.kind === "unavailable") return [];
  const polarity = polarities.learn(path, [base.outcome, head.outcome]);
  if (sameAnswer(base.outcome, head.outcome)) return [];
  const transition = `${verdictOf(base.outcome, polarity)}->${verdictOf(head.outcome, polarity)}`;
  const changed = (side: "base" | "head", { evidence }: EvidencedOutcome, other: EvidencedOutcome) => {
    const theirs = new Map<string, number>();
    for (const { rule } of other.evidence.rules ?? [])
      theirs.set(nameOf(rule), (theirs.get(nameOf(rule)) ?? 0) + 1);
    return (evidence.rules ?? [])
      .filter(({ rule }) => sites[side].isChanged(rule) && !theirs.has(nameOf(rule)))
      .map(({ rule }) => `${transition} ${side} ${rule.id}`);
  };
  const named = [...changed("base", base, head), ...changed("head", head, base)];
  return named.length > 0 ? named : [transition];
}

function isOtherVerdict(name: string): boolean {
  const [, from, to] = /^(\w+)->(\w+)/.exec(name) ?? [];
  return from !== to;
}

/** What tells bodies of one rule apart: a label, a title, or nothing. */
function nameOf({ path, labels, title }: RuleSite): string {
  return JSON.stringify([path, title ?? labels.rule ?? null]);
}
