import type { Candidate } from "./candidate.ts";
import type { Features } from "./features.ts";
import type { Random } from "./random.ts";

/** A candidate that showed something new. */
export interface Kept {
  readonly candidate: Candidate;
  /** How much more it is worth than others. */
  readonly weight: number;
  chosen: number;
}

/** The candidates that a search goes on from. It is bounded: beyond that, nothing more is kept. */
export interface Corpus {
  /** Whether one of the features is new; they are known from then on. */
  isNew(features: Features): boolean;
  keep(candidate: Candidate, weight: number): void;
  /** One to go on from: rather one that was not chosen often, for its weight. */
  choose(random: Random): Kept;
  /** Any. */
  any(random: Random): Candidate;
  readonly candidates: readonly Candidate[];
}

const mostKept = 3_000;
const mostFeatures = 100_000;
const drawn = 4;

export function createCorpus(first: Candidate): Corpus {
  const known = new Set<string>();
  const kept: Kept[] = [{ candidate: first, weight: 1, chosen: 0 }];
  return {
    isNew: ({ names }) => {
      const before = known.size;
      for (const name of names) if (known.size < mostFeatures) known.add(name);
      return known.size > before;
    },
    keep: (candidate, weight) => {
      if (kept.length < mostKept) kept.push({ candidate, weight, chosen: 0 });
    },
    choose: (random) => {
      let best = random.pick(kept);
      for (let draw = 1; draw < drawn; draw++) {
        const other = random.pick(kept);
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
