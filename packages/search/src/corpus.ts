import type { InputRead } from "@bylaw/engine";
import type { Candidate } from "./candidate.ts";
import type { Features } from "./features.ts";
import type { Random } from "./random.ts";

/** A candidate that showed something new. */
export interface Kept {
  readonly candidate: Candidate;
  /** What was read of it. */
  readonly places: readonly InputRead[];
  /** How much more it is worth than others. */
  readonly weight: number;
  chosen: number;
  /** What is to be tried of it one by one, the last first; undefined before it was chosen. */
  pending: Candidate[] | undefined;
}

/** The candidates that a search goes on from. It is bounded: beyond that, nothing more is kept. */
export interface Corpus {
  /** Whether one of the features is new; they are known from then on. */
  isNew(features: Features): boolean;
  keep(candidate: Candidate, places: readonly InputRead[], weight: number): void;
  /** One to go on from: rather one that was not chosen often, for its weight. */
  choose(random: Random): Kept;
  /** Any. */
  any(random: Random): Candidate;
  readonly candidates: readonly Candidate[];
}

const mostKept = 3_000;
const mostFeatures = 100_000;
const drawn = 6;
/** Half of those that are drawn are as new as this. */
const recent = 24;

export function createCorpus(first: Candidate): Corpus {
  const known = new Set<string>();
  const kept: Kept[] = [{ candidate: first, places: [], weight: 1, chosen: 0, pending: undefined }];
  return {
    isNew: ({ names }) => {
      const before = known.size;
      for (const name of names) if (known.size < mostFeatures) known.add(name);
      return known.size > before;
    },
    keep: (candidate, places, weight) => {
      if (kept.length < mostKept) kept.push({ candidate, places, weight, chosen: 0, pending: undefined });
    },
    choose: (random) => {
      let best = random.pick(kept);
      for (let draw = 1; draw < drawn; draw++) {
        const from = draw % 2 === 0 ? 0 : Math.max(0, kept.length - recent);
        const other = kept[from + random.below(kept.length - from)] ?? best;
        if (other.chosen / other.weight < best.chosen / best.weight) best = other;
      }
      best.chosen++;
      return best;
    },
    any: (random) => random.pick(kept).candidate,
    get candidates() {
      return kept.map(({ candidate }) => candidate);
    },
  };
}
