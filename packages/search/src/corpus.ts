import type { InputRead } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import type { Random } from "./random.ts";

/** Makes a candidate when it is its turn; undefined where that cannot be done. */
export type Step = () => Candidate | undefined;

/** A candidate that showed something new. */
export interface Kept {
  readonly candidate: Candidate;
  /** What was read of it. */
  readonly places: readonly InputRead[];
  /** The features that were new with it. */
  readonly fresh: ReadonlySet<string>;
  /** How much more it is worth than others. */
  readonly weight: number;
  /** Whether it is a step towards a rule that was not reached, or away from one that stands in the way. */
  readonly leads: boolean;
  chosen: number;
  /** How often it was led on from. */
  led: number;
  /** What is to be tried of it one by one, the last first; undefined before it was chosen. */
  pending: Step[] | undefined;
}

/** The candidates that a search goes on from. It is bounded: beyond that, nothing more is kept. */
export interface Corpus {
  /**
   * Those of the features that are new; they are known from then on.
   *
   * @param frontier features of which there may be far more, and which have a bound of their own
   */
  learn(features: readonly string[], frontier?: readonly string[]): ReadonlySet<string>;
  keep(kept: Pick<Kept, "candidate" | "places" | "fresh" | "weight" | "leads">): void;
  /** One to go on from: rather one that was not chosen often, for its weight. */
  choose(random: Random): Kept;
  /** The newest of those that lead somewhere, until what is likeliest to lead further was tried of it. */
  leader(): Kept | undefined;
  /** Any. */
  any(random: Random): Candidate;
  /** One of those with much weight; any while there is none. */
  favourite(random: Random): Candidate;
  readonly candidates: readonly Candidate[];
}

const mostKept = 3_000;
const mostFeatures = 100_000;
const mostFrontier = 200_000;
/** After so many, others are led on from. */
const mostLed = 160;
const drawn = 6;
/** A third of those that are drawn are as new as this. */
const recent = 24;
/** Another third are among those with this weight. */
const favoured = 8;

export function createCorpus(first: Candidate): Corpus {
  const knownFeatures = new Set<string>();
  const knownFrontier = new Set<string>();
  const kept: Kept[] = [
    {
      candidate: first,
      places: [],
      fresh: new Set(),
      weight: 1,
      leads: false,
      chosen: 0,
      led: 0,
      pending: undefined,
    },
  ];
  const favourites: Kept[] = [];
  const leaders: Kept[] = [];
  const draw = (turn: number, random: Random): Kept => {
    if (turn % 3 === 1 && favourites.length > 0) return random.pick(favourites);
    return turn % 3 === 2 ? random.pick(kept.slice(-recent)) : random.pick(kept);
  };
  return {
    learn: (names, frontier = []) => {
      const fresh = new Set<string>();
      for (const [some, known, most] of [
        [names, knownFeatures, mostFeatures],
        [frontier, knownFrontier, mostFrontier],
      ] as const) {
        if (known.size >= most) continue;
        for (const name of some) if (!known.has(name)) fresh.add(name);
        for (const name of some) known.add(name);
      }
      return fresh;
    },
    keep: (worth) => {
      if (kept.length >= mostKept) return;
      const one: Kept = { ...worth, chosen: 0, led: 0, pending: undefined };
      kept.push(one);
      if (one.weight >= favoured) favourites.push(one);
      if (one.leads) leaders.push(one);
    },
    choose: (random) => {
      let best = draw(0, random);
      for (let turn = 1; turn < drawn; turn++) {
        const other = draw(turn, random);
        if (other.chosen / other.weight < best.chosen / best.weight) best = other;
      }
      best.chosen++;
      return best;
    },
    leader: () => {
      while (leaders.length > 0) {
        const newest = leaders.at(-1);
        if (newest !== undefined && newest.pending?.length !== 0 && newest.led < mostLed) {
          newest.led++;
          return newest;
        }
        leaders.pop();
      }
      return undefined;
    },
    any: (random) => random.pick(kept).candidate,
    favourite: (random) => random.pick(favourites.length > 0 ? favourites : kept).candidate,
    get candidates() {
      return kept.map(({ candidate }) => candidate);
    },
  };
}
