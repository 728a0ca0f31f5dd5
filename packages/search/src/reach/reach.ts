import type { Comparison, EvidenceCounts, EvidenceEngine, Json } from "@bylaw/engine";
import { type Candidate, firstNow, recordedClock } from "../candidate.ts";
import type { Step } from "../corpus.ts";
import { absentPlaces } from "../insides.ts";
import { type Path, valueAt, withoutValueAt, withValueAt } from "../json-value.ts";
import { placesRead } from "../places.ts";
import { type Random, randomOf } from "../random.ts";
import { createValuesFor } from "../satisfying.ts";
import { substitutions } from "../substitutions.ts";
import { pathsRead } from "./paths-read.ts";
import { createReached } from "./reached.ts";
import { spoiled } from "./spoiled.ts";
import { createValuesSeen } from "./values-seen.ts";

export interface ReachOptions {
  /** Counts, and gives no other evidence: that is several times as quick. */
  readonly counting: EvidenceEngine;
  /** Gives evidence. */
  readonly engine: EvidenceEngine;
  readonly path: string;
  readonly seed: number;
  readonly beginnings: readonly Candidate[];
  readonly generate?: () => Candidate;
  /** Asked before each input. */
  readonly isOver: () => boolean;
}

export interface ReachResult {
  /** The inputs that reached something which none before them did. */
  readonly candidates: readonly Candidate[];
  readonly inputs: number;
  readonly counts: EvidenceCounts;
}

/** To ask what time was used takes a while. */
const timedEvery = 16;
const mostInVain = 300;
const mostBases = 8;
const stepsOfTurn = 40;
const mostRelevant = 24;
const learnt = 200;
const mostCombined = 400;

/** An input from which others are made, each with something else at one place. */
interface Base {
  readonly candidate: Candidate;
  probed?: Probed;
}

interface Probed {
  readonly paths: readonly Path[];
  readonly comparisons: readonly Comparison[];
  readonly absent: readonly Path[];
  /** Of each place, the conditions that come out otherwise with something else there. */
  readonly touched: readonly ReadonlySet<number>[];
  /** Which value was tried where. */
  readonly tried: Set<string>;
}

interface Goal {
  readonly expression: number;
  readonly bases: Base[];
  readonly done: Set<Base>;
  pending: Step[];
  effort: number;
  combined: number;
}

export function reach(options: ReachOptions): ReachResult {
  const { counting, engine, path, generate } = options;
  let [asked, over] = [0, false];
  const isOver = (): boolean => {
    if (asked++ % timedEvery === 0) over = options.isOver();
    return over;
  };
  const random = randomOf(options.seed);
  const valuesFor = createValuesFor(random);
  const reached = createReached(counting);
  const seen = createValuesSeen();
  const found: Candidate[] = [];
  const goals = new Map<number, Goal>();
  let inputs = 0;

  const count = (candidate: Candidate): EvidenceCounts => {
    counting.clear();
    inputs++;
    counting.evaluateOne({ path, input: candidate.input, recordedBuiltins: recordedClock(candidate) });
    return counting.counts();
  };
  const register = (base: Base, counts: EvidenceCounts, isNew: boolean): void => {
    for (const id of reached.halfSeen) {
      if (counts.reached[id] === 0) continue;
      let goal = goals.get(id);
      if (goal === undefined) {
        goal = { expression: id, bases: [], done: new Set(), pending: [], effort: 0, combined: 0 };
        goals.set(id, goal);
      }
      if (goal.bases.length < mostBases) goal.bases.push(base);
      else if (isNew) {
        goal.bases.shift();
        goal.bases.push(base);
      }
    }
  };
  /** Whether it reached something new. */
  const attempt = (candidate: Candidate, isGenerated = false): boolean => {
    const counts = count(candidate);
    const { isNew } = reached.learn(counts);
    if (isNew) found.push(candidate);
    if (isNew || isGenerated) register({ candidate }, counts, isNew);
    return isNew;
  };

  const probe = (base: Base): Probed => {
    if (base.probed) return base.probed;
    const { candidate } = base;
    const { input } = candidate;
    const explained = engine.explain({ path, input, recordedBuiltins: recordedClock(candidate) });
    const places = placesRead([explained]);
    const paths = pathsRead(explained.evidence.inputPlaces ?? places, input);
    const ofBase = copied(count(candidate));
    const all: Set<number>[] = [];
    for (const one of paths) {
      if (isOver()) break;
      const here = valueAt(input, one);
      const others: (Json | undefined)[] = here === undefined ? ["a", 1, {}] : [undefined, typeof here === "number" ? "a" : 1];
      const touched = new Set<number>();
      for (const value of others) {
        const other = { ...candidate, input: put(input, one, value) };
        const counts = count(other);
        addDifferent(touched, ofBase, counts);
        const { isNew } = reached.learn(counts);
        if (isNew) {
          found.push(other);
          register({ candidate: other }, counts, true);
        }
      }
      all.push(touched);
    }
    base.probed = {
      paths,
      comparisons: explained.evidence.comparisons ?? [],
      absent: absentPlaces(input, places, { chains: [], fromInput: [] }),
      touched: all,
      tried: new Set(),
    };
    return base.probed;
  };

  const valuesAt = (input: Json, one: Path): readonly (Json | undefined)[] => [...spoiled(valueAt(input, one)), ...seen.at(one)];

  const stepsOf = (goal: Goal, base: Base): Step[] => {
    const { candidate } = base;
    const { paths, comparisons, absent, tried } = probe(base);
    const wanted = comparisons.filter(({ site }) => site.expression === goal.expression);
    const steps: Step[] = [...substitutions(candidate, wanted, absent, valuesFor)];
    const ranks: Step[][] = [];
    for (const [order, index] of relevantTo(goal.expression, probe(base)).slice(0, mostRelevant).entries()) {
      const one = paths[index];
      if (one === undefined) continue;
      for (const [way, value] of valuesAt(candidate.input, one).entries()) {
        const rank = way + order;
        ranks[rank] ??= [];
        ranks[rank]?.push(() => {
          const key = `${index} ${way}`;
          if (tried.has(key)) return undefined;
          tried.add(key);
          return { ...candidate, input: put(candidate.input, one, value) };
        });
      }
    }
    return [...steps, ...ranks.flat()].reverse();
  };

  const ruleNames = counting.table.rules.map((rule) => rule.path.join("/"));
  const ruleOf = counting.table.expressions.map(({ rule }) => ruleNames[rule] ?? "");
  const relevantTo = (goal: number, { touched, paths }: Probed): readonly number[] => {
    const name = ruleOf[goal];
    const own: number[] = [];
    const ofRule: number[] = [];
    for (const [index, some] of touched.entries()) {
      if (some.has(goal)) own.push(index);
      else if ([...some].some((id) => ruleOf[id] === name)) ofRule.push(index);
    }
    const specific = (a: number, b: number) => (touched[a]?.size ?? 0) - (touched[b]?.size ?? 0) || (paths[b]?.length ?? 0) - (paths[a]?.length ?? 0);
    return [...own.sort(specific), ...ofRule.sort(specific)];
  };

  const combination = (goal: Goal): Candidate | undefined => {
    const base = random.pick(goal.bases);
    const { paths } = probe(base);
    const indices = relevantTo(goal.expression, probe(base));
    let { input } = base.candidate;
    for (let times = 2 + random.below(2); times > 0; times--) {
      const index = indices.length > 0 && !random.oneIn(4) ? random.pick(indices) : random.below(paths.length);
      const one = paths[index];
      if (one === undefined) return undefined;
      const values = valuesAt(input, one);
      input = put(input, one, values[random.below(values.length)]);
    }
    return { ...base.candidate, input };
  };

  for (const one of options.beginnings) {
    if (isOver()) break;
    attempt(one, true);
  }
  attempt({ input: {}, now: firstNow }, true);
  if (generate)
    for (let inVain = 0; inVain < mostInVain && !isOver(); inVain++) {
      const candidate = generate();
      if (inputs < learnt) seen.learn(candidate.input);
      if (attempt(candidate, true)) inVain = 0;
    }

  while (!isOver()) {
    let next: Goal | undefined;
    for (const id of reached.halfSeen) {
      const goal = goals.get(id);
      if (goal === undefined || goal.combined >= mostCombined) continue;
      if (next === undefined || goal.effort < next.effort) next = goal;
    }
    if (next === undefined) break;
    for (let turn = 0; turn < stepsOfTurn && !isOver() && !reached.isDone(next.expression); turn++) {
      next.effort++;
      while (next.pending.length === 0) {
        const base = next.bases.findLast((one) => !next.done.has(one));
        if (base === undefined) break;
        next.done.add(base);
        next.pending = stepsOf(next, base);
      }
      let candidate: Candidate | undefined;
      while (candidate === undefined && next.pending.length > 0) candidate = next.pending.pop()?.();
      if (candidate === undefined && next.pending.length === 0) {
        next.combined++;
        candidate = combination(next);
      }
      if (candidate !== undefined) attempt(candidate);
    }
    if (generate && !isOver()) attempt(generate(), true);
  }
  if (process.env.REACH) {
    console.error("reach goals", goals.size, "half seen", reached.halfSeen.length, "combined", [...goals.values()].reduce((a, g) => a + g.combined, 0));
  }
  return { candidates: found, inputs, counts: reached.counts };
}

function put(input: Json, path: Path, value: Json | undefined): Json {
  return value === undefined ? withoutValueAt(input, path) : withValueAt(input, path, value);
}

interface Outcomes {
  readonly true: Float64Array;
  readonly false: Float64Array;
  readonly undefined: Float64Array;
}

function copied(counts: EvidenceCounts): Outcomes {
  return { true: counts.true.slice(), false: counts.false.slice(), undefined: counts.undefined.slice() };
}

function addDifferent(found: Set<number>, one: Outcomes, other: Outcomes): void {
  for (let id = 0; id < one.true.length; id++)
    if (
      one.true[id] !== other.true[id] ||
      one.false[id] !== other.false[id] ||
      one.undefined[id] !== other.undefined[id]
    )
      found.add(id);
}
