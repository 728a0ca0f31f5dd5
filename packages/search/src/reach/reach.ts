import { setImmediate } from "node:timers/promises";
import type { EvidenceCounts, EvidenceEngine, Json } from "@bylaw/engine";
import { type Candidate, firstNow, recordedClock } from "../candidate.ts";
import type { Step } from "../corpus.ts";
import { type Path, valueAt } from "../json-value.ts";
import { randomOf } from "../random.ts";
import { createValuesFor } from "../satisfying.ts";
import { substitutions } from "../substitutions.ts";
import { createGoals, type Goal } from "./goals.ts";
import { placesSeen } from "./places-seen.ts";
import { createProbes, put } from "./probes.ts";
import { createReached } from "./reached.ts";
import { relevantPaths } from "./relevant-paths.ts";
import { spoiled } from "./spoiled.ts";
import { createValuesSeen } from "./values-seen.ts";
import { wantedIn } from "./wanted.ts";

export interface ReachOptions {
  /** Counts rules and expressions, and gives no other evidence, which takes a fraction of the time. */
  readonly counting: EvidenceEngine;
  /** Gives all evidence for the same policy; asked of few inputs. */
  readonly engine: EvidenceEngine;
  /** The decision. */
  readonly path: string;
  /** The same seed and number of inputs give the same inputs. */
  readonly seed: number;
  /** Inputs to begin with. */
  readonly beginnings?: readonly Candidate[];
  /** Makes inputs as a schema has them. */
  readonly generate?: () => Candidate;
  /** It ends when so many inputs were tried, or a few more. */
  readonly most?: number;
  /** Whether the time is over; asked every now and then. */
  readonly isOver?: () => boolean;
  readonly onProgress?: (inputs: number) => void;
}

export interface ReachResult {
  /** The inputs that reached a body or an outcome which none before them did. */
  readonly candidates: readonly Candidate[];
  /** How many were tried. */
  readonly inputs: number;
  /** What all of them reached. */
  readonly counts: EvidenceCounts;
}

/** So many generated inputs in a row that reach nothing new are enough to begin with. */
const mostInVain = 100;
/** So many of the first generated inputs tell which values stand where. */
const mostLearnt = 200;
/** So much is tried for one goal before it is another's turn, and a generated input's. */
const stepsOfTurn = 15;
const mostRelevant = 24;
/** So much of what comparisons want is tried of an input made by chance. */
const mostFollowing = 8;
/** Milliseconds: to ask what processor time was used takes a while. */
const askedEvery = 20;
/** Milliseconds after which others get their turn. */
const turn = 50;

/**
 * Looks for inputs that reach each body, and each of two outcomes of every condition. Generated inputs are tried until
 * they reach nothing new. Then it goes on from inputs that come to a condition of which one outcome is missing: on each
 * place that was read of them something else is put, which tells what the condition depends on, and there all that a
 * comparison wants, values of all types, and those that other inputs have.
 */
export async function reach(options: ReachOptions): Promise<ReachResult> {
  const { counting, engine, path: decision, generate, most = Number.POSITIVE_INFINITY } = options;
  const random = randomOf(options.seed);
  const valuesFor = createValuesFor(random);
  const reached = createReached(counting);
  const goals = createGoals(reached);
  const seen = createValuesSeen();
  const looksFurther = generate === undefined ? placesSeen(engine, decision) : undefined;
  const candidates: Candidate[] = [];
  let [inputs, generated, askAt, over] = [0, 0, 0, false];

  const isOver = (): boolean => {
    const now = performance.now();
    if (now >= askAt) {
      over ||= options.isOver?.() ?? false;
      askAt = now + askedEvery;
    }
    return over || inputs >= most;
  };
  const attempt = (candidate: Candidate, isWhole = false): EvidenceCounts => {
    inputs++;
    counting.clear();
    counting.evaluateOne({
      path: decision,
      input: candidate.input,
      recordedBuiltins: recordedClock(candidate),
    });
    const counts = counting.counts();
    const isNew = reached.learn(counts);
    if (isNew) candidates.push(candidate);
    const leads = isNew || (looksFurther?.(candidate) ?? false);
    if (leads || isWhole) goals.offer(candidate, counts, leads);
    return counts;
  };
  const attemptGenerated = (make: () => Candidate): void => {
    const candidate = make();
    if (generated++ < mostLearnt) seen.learn(candidate.input);
    attempt(candidate, true);
  };

  const probes = createProbes(engine, decision, attempt, isOver, seen);
  const relevantTo = relevantPaths(counting.table);
  const valuesAt = (input: Json, path: Path) => [...spoiled(valueAt(input, path)), ...seen.at(path)];

  /** Whether an expression is another, or in its body. */
  const isWithin = (expression: number | undefined, other: number): boolean =>
    expression !== undefined &&
    (expression === other || isWithin(counting.table.expressions[expression]?.within, other));

  const stepsFrom = (candidate: Candidate, goal: Goal): Step[] => {
    const { expression } = goal;
    const probe = probes.of(candidate);
    const { paths, comparisons, absent, tried } = probe;
    const wanted = comparisons.filter(({ site }) => isWithin(site.expression, expression));
    if (wanted.length > 0) goal.compares = true;
    // What is likeliest at the likeliest place comes first, and neither the places nor the values wait for all others.
    const ranks: Step[][] = [];
    const add = (rank: number, step: Step): void => {
      ranks[rank] ??= [];
      ranks[rank]?.push(step);
    };
    for (const [rank, step] of substitutions(candidate, wanted, absent, valuesFor).entries()) add(rank, step);
    for (const [order, index] of relevantTo(probe, expression).slice(0, mostRelevant).entries()) {
      const path = paths[index];
      if (path === undefined) continue;
      const made = (value: Json | undefined): Candidate => ({
        ...candidate,
        input: put(candidate.input, path, value),
      });
      const here = valueAt(candidate.input, path);
      // What a function compares is not told of the condition that calls it.
      const near = wanted.length > 0 || here === undefined ? wanted : comparisons;
      for (const [way, value] of wantedIn(near, here, valuesFor).entries())
        add(order + way, () => made(value));
      for (const [way, value] of valuesAt(candidate.input, path).entries()) {
        const name = `${index} ${way}`;
        add(order + way, () => {
          if (tried.has(name)) return undefined;
          tried.add(name);
          return made(value);
        });
      }
    }
    return ranks.flat().reverse();
  };

  /** With other values at two or three places at once, most of them such as the condition depends on. */
  const combination = ({ bases, expression }: Goal): Candidate => {
    const probed = bases.filter((base) => probes.has(base));
    const base = random.pick(probed.length > 0 ? probed : bases);
    const probe = probes.of(base);
    const relevant = relevantTo(probe, expression);
    let { input } = base;
    for (let left = 2 + random.below(2); left > 0; left--) {
      const index =
        relevant.length > 0 && !random.oneIn(4) ? random.pick(relevant) : random.below(probe.paths.length);
      const path = probe.paths[index];
      if (path === undefined) continue;
      const values = valuesAt(input, path);
      input = put(input, path, values[random.below(values.length)]);
    }
    return { ...base, input };
  };

  const stepFor = (goal: Goal): Candidate => {
    for (;;) {
      const made = goal.pending.pop()?.();
      if (made !== undefined) return made;
      if (goal.pending.length > 0) continue;
      const left = goal.bases.filter((one) => !goal.done.has(one));
      const base = left.at(-1);
      if (base === undefined) break;
      goal.done.add(base);
      goal.pending = stepsFrom(base, goal);
    }
    goal.combined++;
    const candidate = combination(goal);
    const { input } = candidate;
    if (goal.compares) {
      const { evidence } = engine.explain({
        path: decision,
        input,
        recordedBuiltins: recordedClock(candidate),
      });
      const wanted =
        evidence.comparisons?.filter(({ site }) => isWithin(site.expression, goal.expression)) ?? [];
      goal.pending = substitutions(candidate, wanted, [], valuesFor).slice(0, mostFollowing).reverse();
    }
    return candidate;
  };

  let yieldAt = performance.now() + turn;
  const giveWay = async (): Promise<void> => {
    if (performance.now() < yieldAt) return;
    options.onProgress?.(inputs);
    await setImmediate();
    yieldAt = performance.now() + turn;
  };
  for (const one of [{ input: {}, now: firstNow }, ...(options.beginnings ?? [])])
    if (!isOver()) attempt(one, true);
  for (let inVain = 0; generate !== undefined && inVain < mostInVain && !isOver(); inVain++) {
    const before = candidates.length;
    attemptGenerated(generate);
    if (candidates.length > before) inVain = 0;
    await giveWay();
  }
  for (let goal = goals.next(); goal !== undefined && !isOver(); goal = goals.next()) {
    for (let step = 0; step < stepsOfTurn && !isOver() && !reached.isSeen(goal.expression); step++) {
      goal.effort++;
      attempt(stepFor(goal));
    }
    if (generate !== undefined && !isOver()) attemptGenerated(generate);
    await giveWay();
  }
  return { candidates, inputs, counts: reached.counts };
}
