import { setImmediate } from "node:timers/promises";
import type { Comparison, EvidencedOutcome, InputRead, Json, RuleSite, SourceTable } from "@bylaw/engine";
import { createAnchors } from "./anchors.ts";
import { type Candidate, firstNow, isSimpler } from "./candidate.ts";
import { createCorpus, type Kept, type Step } from "./corpus.ts";
import { crossed } from "./crossed.ts";
import {
  answersOf,
  comparisonFeature,
  featureReader,
  fewerFeature,
  frontierFeatures,
  isImportant,
  isNearerList,
  isPlace,
  isRelation,
  isRule,
  placeFeature,
} from "./features.ts";
import { createFewest } from "./fewest.ts";
import { absentPlaces, insides } from "./insides.ts";
import { valueAt, withValueAt } from "./json-value.ts";
import { createKnownValues } from "./known-values.ts";
import { mutated } from "./mutate/index.ts";
import { overlaid } from "./overlaid.ts";
import { pathTo, placesOfOne, placesRead } from "./places.ts";
import { randomOf } from "./random.ts";
import { relatedTo } from "./related.ts";
import { createValuesFor } from "./satisfying.ts";
import { shrunk } from "./shrink.ts";
import { skimmed } from "./skimmed.ts";
import type { Subject } from "./subject.ts";
import { substitutions } from "./substitutions.ts";
import { vocabularyOf } from "./vocabulary.ts";

export interface SearchOptions {
  /** The decisions that are asked together, with the same inputs. */
  readonly subjects: readonly Subject[];
  /** The same seed and number of runs give the same inputs. */
  readonly seed: number;
  /** It ends with the first that is used up. */
  readonly budget: { readonly runs?: number; readonly seconds?: number };
  /** What counts seconds for the budget, such as processor time; the time that passes when absent. */
  readonly clock?: () => number;
  /** Inputs to begin with, such as recorded ones; `{}` is always tried. */
  readonly inputs?: readonly Json[];
  /** The same with their times, such as those that an earlier search kept. */
  readonly beginnings?: readonly Candidate[];
  /** Makes inputs as a schema has them; in turns with those that are gone on to. */
  readonly generate?: () => Candidate;
  /** Whether to try only what is generated, to compare with; false when absent. */
  readonly onlyGenerated?: boolean;
  /** Whether a candidate may be tried at all, such as one of a schema; all when absent. */
  readonly accepts?: (candidate: Candidate) => boolean;
  /** What a candidate keeps when it is made smaller, such as whether a schema has it. */
  readonly keeps?: (candidate: Candidate) => boolean;
  /**
   * Names what a candidate shows, if anything; of each name the simplest candidate is found.
   *
   * @param decided one answer for each subject
   */
  readonly find?: (decided: readonly EvidencedOutcome[], candidate: Candidate) => readonly string[];
  /** Whether inputs that reach a rule are to be tried more; those that succeeded with no input yet when absent. */
  readonly focus?: (subject: number, rule: RuleSite) => boolean;
  /** Whether the names found are all that is wanted; the search ends then. */
  readonly isEnough?: (names: ReadonlySet<string>) => boolean;
  readonly onProgress?: (runs: number) => void;
  readonly signal?: AbortSignal;
}

/** A candidate that shows what was searched for, made as simple as it can be. */
export interface Found {
  readonly name: string;
  readonly candidate: Candidate;
  readonly decided: readonly EvidencedOutcome[];
  /** How many of the inputs showed it. */
  readonly times: number;
  /** After how many inputs it was met first. */
  readonly run: number;
}

export interface SearchResult {
  /** How many inputs were tried. */
  readonly runs: number;
  /** How many of them had no answer, as they need the network or go on for too long. */
  readonly undecided: number;
  /** How many of them were not accepted, and so not asked. */
  readonly refused: number;
  readonly found: readonly Found[];
  /** For each subject, how many inputs each of its rules succeeded with, by the number of the rule. */
  readonly ruleRuns: readonly Float64Array[];
  /** The rules and expressions of each subject. */
  readonly tables: readonly SourceTable[];
  /** Whether a subject may ask for the time. */
  readonly usesClock: boolean;
  /** The inputs that showed something new. */
  readonly candidates: readonly Candidate[];
}

const mostFound = 200;
/** So many of the first inputs are generated where that can be done, and later one in so many. */
const firstGenerated = 200;
const generatedEvery = 3;
/** How many candidates are tried to make one smaller that shows something important. */
const mostForSmaller = 60;
/** A part of all decisions goes into that. */
const freeForSmaller = 400;
const divergentWeight = 8;
const fewerWeight = 8;
const reachedWeight = 4;
const mostFollowed = 12;
const mostLikely = 8;
const mostMutants = 3;
/** One in so many inputs is a step from one with a rare answer, while there are some. */
const anchoredEvery = 3;
/** One in so many inputs is one of much weight over another. */
const overlaidEvery = 6;
const focusWeight = 2;
/** To ask what processor time was used takes a while. */
const timedEvery = 4;
/** Milliseconds after which others get their turn. */
const turn = 50;

/**
 * Searches for inputs that a decision function answers in ways not seen before. What its comparisons want is put
 * where their operands came from; inputs that reach new rules, outcomes of expressions or nearer comparisons are kept
 * and mutated.
 */
export async function search(options: SearchOptions): Promise<SearchResult> {
  const { subjects, budget, find, focus, signal, generate } = options;
  const seconds = options.clock ?? (() => performance.now() / 1_000);
  const accepts = options.accepts ?? (() => true);
  const random = randomOf(options.seed);
  const vocabulary = vocabularyOf(subjects);
  const withClock = subjects.some(({ builtins }) => builtins.has("time.now_ns"));
  const tables = subjects.map(({ table }) => table);
  const readFeatures = featureReader(tables, vocabulary, generate !== undefined);
  const ruleRuns = tables.map(({ rules }) => new Float64Array(rules.length));
  const first: Candidate = { input: {}, now: firstNow };
  const corpus = createCorpus(first);
  const found = new Map<string, { candidate: Candidate; times: number; readonly run: number }>();
  const beginnings = [
    first,
    ...(options.beginnings ?? []),
    ...(options.inputs ?? []).map((input) => ({ input, now: firstNow })),
  ];
  const valuesFor = createValuesFor(random);
  const fewest = createFewest();
  const knownValues = createKnownValues();
  const anchors = createAnchors();
  let passedOver = 0;
  let [runs, undecided, refused, enough, spentOnSmaller] = [0, 0, 0, false, 0];

  const decide = (candidate: Candidate) => subjects.map((subject) => subject.decide(candidate));

  const attempt = (candidate: Candidate): void => {
    runs++;
    if (!accepts(candidate)) {
      refused++;
      return;
    }
    const decided = decide(candidate);
    if (decided.some(({ outcome }) => isUndecided(outcome))) undecided++;
    for (const [index, { evidence }] of decided.entries()) {
      const counts = ruleRuns[index];
      for (const { rule } of evidence.rules ?? [])
        if (counts !== undefined) counts[rule.id] = (counts[rule.id] ?? 0) + 1;
    }
    for (const name of namesOf(decided, candidate, find)) {
      const known = found.get(name);
      if (known === undefined && found.size < mostFound) {
        found.set(name, { candidate, times: 1, run: runs });
        enough = options.isEnough?.(new Set(found.keys())) ?? false;
      }
      if (known !== undefined) {
        known.times++;
        if (known.times <= 1_000 && isSimpler(candidate, known.candidate)) known.candidate = candidate;
      }
    }
    if (options.onlyGenerated) return;
    if (focus !== undefined && options.keeps?.(candidate) !== false)
      anchors.offer(answersOf(decided), () => stepsFrom(candidate, decided, focus));
    const features = readFeatures(decided, candidate.input);
    const frontier = frontierFeatures(decided, isWanted);
    const fresh = corpus.learn(features.names, frontier);
    // Where subjects part, what is left to be taken away is counted by itself.
    const within = [...features.partings].sort().join();
    const fewer = fewest
      .learn(within, features.times)
      .map((name) => fewerFeature(name, features.times.get(name) ?? 0));
    if (fresh.size === 0 && fewer.length === 0) return;
    const weight =
      (features.partings.length > 0 ? divergentWeight : 1) *
      (fewer.length > 0 ? fewerWeight : 1) *
      ([...fresh].some((name) => isRelation(name) || isRule(name)) ? reachedWeight : 1) *
      (1 + focusWeight * focused(decided));
    // What has no part in what is new stands in the way of what is still missing.
    const important = [
      ...[...fresh].filter((name) => isImportant(name)),
      ...fewer,
      ...(fewer.length > 0 ? features.partings : []),
    ];
    const sort = options.keeps?.(candidate);
    // What no schema has, subjects deny alike, unless they part there.
    const isAside = focus !== undefined && sort === false && features.partings.length === 0;
    const most = isAside ? 0 : Math.min(mostForSmaller, runs + freeForSmaller - spentOnSmaller);
    const leads =
      !isAside &&
      (fewer.length > 0 ||
        [...fresh].some(
          (name) =>
            isStep(name) ||
            isPlace(name) ||
            isNearerList(name) ||
            // Whole inputs read all places at once.
            (generate !== undefined && isRelation(name)),
        ));
    if (important.length === 0 || most <= 0) {
      corpus.keep({ candidate, places: placesRead(decided), fresh, weight, leads });
      return;
    }
    const shows = (one: Candidate) => {
      spentOnSmaller++;
      if (!accepts(one) || options.keeps?.(one) !== sort) return false;
      const names = new Set(readFeatures(decide(one), one.input).names);
      return important.every((name) => names.has(name));
    };
    const smaller = shrunk(candidate, shows, most);
    knownValues.learn(smaller.input);
    corpus.keep({
      candidate: smaller,
      places: placesRead(decide(smaller)),
      fresh,
      weight: weight * 2,
      leads,
    });
  };

  const isWanted = (subject: number, id: number): boolean => {
    const rule = tables[subject]?.rules[id];
    if (rule === undefined) return false;
    return ruleRuns[subject]?.[id] === 0 || (focus?.(subject, rule) ?? false);
  };

  /** Whether a feature is a condition that holds, of a rule that is to be reached. */
  const isStep = (name: string): boolean => {
    const [, subject = "", id = ""] = /^(\d+)t(\d+)$/.exec(name) ?? [];
    const expression = tables[Number(subject)]?.expressions[Number(id)];
    return expression !== undefined && isWanted(Number(subject), expression.rule);
  };

  /** How many expressions of the rules in focus are satisfied; without a focus, of those never seen to succeed. */
  const focused = (decided: readonly EvidencedOutcome[]): number => {
    let satisfied = 0;
    for (const [index, { evidence }] of decided.entries()) {
      for (const { expression, true: times } of evidence.expressions ?? []) {
        const rule = tables[index]?.rules[expression.rule];
        if (times === 0 || rule === undefined) continue;
        if (isWanted(index, rule.id)) satisfied++;
      }
    }
    return satisfied;
  };

  /** What its comparisons want, and something where a policy looked and found nothing; first where that was new. */
  const successorsOf = ({ candidate, places, fresh }: Kept): Step[] => {
    // Made smaller, it may compare other values at the same place.
    const freshSites = new Set([...fresh].map(siteOf));
    const news: Comparison[] = [];
    const known: Comparison[] = [];
    const newPlaces: InputRead[] = [];
    for (const [subject, { evidence }] of decide(candidate).entries()) {
      for (const one of evidence.comparisons ?? [])
        (freshSites.has(siteOf(comparisonFeature(subject, one))) ? news : known).push(one);
      for (const [index, read] of (evidence.inputPaths?.reads ?? []).entries())
        if (fresh.has(placeFeature(subject, evidence.inputPaths?.texts[index] ?? ""))) newPlaces.push(read);
    }
    const likely = [...(withClock ? timesNear(candidate.now) : []), ...vocabulary.likely];
    const absent = absentPlaces(candidate.input, places, vocabulary.members);
    return [
      ...substitutions(candidate, news, absent, valuesFor),
      ...asSteps(newPlaces.flatMap((place) => filled(candidate, place, likely))),
      ...asSteps(places.flatMap((place) => filled(candidate, place))),
      ...substitutions(candidate, known, absent, valuesFor),
      ...asSteps(followed(candidate, places)),
      ...asSteps(knownValues.in(candidate)),
      ...asSteps(newPlaces.flatMap((place) => mistyped(candidate, place))),
      ...asSteps(insides(candidate, places, vocabulary.members)),
    ].reverse();
  };

  /** What the conditions of rules in focus want of a candidate, and something where one subject alone looked. */
  const stepsFrom = (
    candidate: Candidate,
    decided: readonly EvidencedOutcome[],
    focusOf: NonNullable<SearchOptions["focus"]>,
  ): readonly Step[] => {
    const wanted = decided.flatMap(({ evidence }, subject) =>
      (evidence.comparisons ?? []).filter(({ site }) => {
        const table = tables[subject];
        const rule = table?.rules[table.expressions[site.expression ?? -1]?.rule ?? -1];
        return rule !== undefined && focusOf(subject, rule);
      }),
    );
    const places = placesOfOne(decided);
    return [
      ...substitutions(candidate, wanted, [], valuesFor),
      ...asSteps(places.flatMap((place) => filled(candidate, place, vocabulary.likely.slice(0, mostLikely)))),
    ];
  };

  /** With something of each type, where a policy looked and found nothing; with other texts, where it found one. */
  const filled = (
    candidate: Candidate,
    place: InputRead,
    more: readonly Json[] = [],
  ): readonly Candidate[] => {
    const path = pathTo(place, candidate.input, random, vocabulary);
    const here = valueAt(candidate.input, path);
    // A text may be one that is looked up, or read as something else, and so is compared with nothing.
    if (here !== undefined && typeof here !== "string") return [];
    const simple: readonly Json[] = [{}, ["a"], "a", 1, true, vocabulary.value(random)];
    const values = here === undefined ? [...simple, ...more] : more.filter((one) => one !== here);
    return values.map((value) => ({ ...candidate, input: withValueAt(candidate.input, path, value) }));
  };

  /** With something of another type, where it found a value. */
  const mistyped = (candidate: Candidate, place: InputRead): readonly Candidate[] => {
    const path = pathTo(place, candidate.input, random, vocabulary);
    const value = valueAt(candidate.input, path);
    if (value === undefined) return [];
    const wrong: Json = typeof value === "number" ? "a" : 1;
    return [{ ...candidate, input: withValueAt(candidate.input, path, wrong) }];
  };

  /** With what base documents have below or beside its texts. */
  const followed = (candidate: Candidate, places: readonly InputRead[]): readonly Candidate[] => {
    if (vocabulary.related.size === 0) return [];
    const values = relatedTo(candidate.input, vocabulary.related);
    const paths = places
      .slice(0, mostFollowed)
      .map((place) => pathTo(place, candidate.input, random, vocabulary));
    return paths.flatMap((path) =>
      values.map((value) => ({ ...candidate, input: withValueAt(candidate.input, path, value) })),
    );
  };

  /** What two candidates have, together. A whole input would cover the other one. */
  const joined = (one: Candidate, other: Candidate): Candidate =>
    options.keeps !== undefined && random.oneIn(2) ? crossed(one, other, random) : overlaid(one, other);

  /** Of a few mutants one that a schema has, where it has the candidate; mostly, as what is malformed counts too. */
  const ofSameSort = (candidate: Candidate, make: () => Candidate): Candidate => {
    let made = make();
    if (options.keeps === undefined || !options.keeps(candidate)) return made;
    for (let tries = 0; tries < mostMutants && !options.keeps(made); tries++) made = make();
    return made;
  };

  const deadline = budget.seconds === undefined ? undefined : seconds() + budget.seconds;
  const most = budget.runs ?? (deadline === undefined ? 0 : Number.POSITIVE_INFINITY);
  let yieldAt = performance.now() + turn;
  while (runs + passedOver < most && !enough) {
    const beginning = beginnings[runs];
    const step = beginning === undefined && runs % anchoredEvery === 1 ? anchors.next() : undefined;
    if (beginning !== undefined) attempt(beginning);
    else if (step !== undefined) attempt(step);
    else if (
      generate !== undefined &&
      (options.onlyGenerated || runs < firstGenerated || runs % generatedEvery === 0)
    ) {
      // What is passed over takes little time, but is an input like any other where these are counted.
      const { candidate, passed } =
        options.onlyGenerated || deadline === undefined
          ? { candidate: generate(), passed: 0 }
          : skimmed(subjects, generate);
      passedOver += passed;
      attempt(candidate);
    } else if (runs % overlaidEvery === 0)
      attempt(joined(corpus.favourite(random), corpus.favourite(random)));
    else {
      const chosen = (runs % 2 === 0 ? corpus.leader() : undefined) ?? corpus.choose(random);
      chosen.pending ??= successorsOf(chosen);
      const { candidate, places } = chosen;
      // What comparisons want, and what nobody asked for, in turns.
      const successor = runs % 4 === 1 ? undefined : chosen.pending.pop()?.();
      const context = { random, vocabulary, places, other: corpus.any(random) };
      attempt(successor ?? ofSameSort(candidate, () => mutated(candidate, context, withClock)));
    }
    const now = performance.now();
    if (deadline !== undefined && runs % timedEvery === 0 && seconds() >= deadline) break;
    if (now >= yieldAt) {
      options.onProgress?.(runs);
      await setImmediate();
      signal?.throwIfAborted();
      yieldAt = performance.now() + turn;
    }
  }

  return {
    runs: runs + passedOver,
    undecided,
    refused,
    ruleRuns,
    tables,
    usesClock: withClock,
    candidates: corpus.candidates,
    found: [...found].map(([name, { candidate, times, run }]) => {
      const shows = (one: Candidate) => accepts(one) && namesOf(decide(one), one, find).includes(name);
      const smallest = shrunk(candidate, shows);
      return { name, candidate: smallest, decided: decide(smallest), times, run };
    }),
  };
}

function asSteps(candidates: readonly Candidate[]): readonly Step[] {
  return candidates.map((candidate) => () => candidate);
}

/** Texts of times just now, a minute ago and a minute ahead. */
function timesNear(now: bigint): readonly string[] {
  const milliseconds = Number(now / 1_000_000n);
  return [0, -60_000, 60_000].map((step) => new Date(milliseconds + step).toISOString());
}

/** A comparison's feature without its distance. */
function siteOf(name: string): string {
  return name.replace(/:.*$/s, "");
}

function namesOf(
  decided: readonly EvidencedOutcome[],
  candidate: Candidate,
  find: SearchOptions["find"],
): readonly string[] {
  if (find === undefined || decided.some(({ outcome }) => isUndecided(outcome))) return [];
  return find(decided, candidate);
}

/** A bound of ours that was reached is no answer of the policy. */
function isUndecided(outcome: EvidencedOutcome["outcome"]): boolean {
  return (
    outcome.kind === "unavailable" ||
    (outcome.kind === "error" &&
      (outcome.code === "eval_cancel_error" || outcome.code === "eval_internal_error"))
  );
}
