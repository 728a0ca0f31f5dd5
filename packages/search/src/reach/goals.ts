import type { EvidenceCounts } from "@bylaw/engine";
import type { Candidate } from "../candidate.ts";
import type { Step } from "../corpus.ts";
import type { Reached } from "./reached.ts";

/** A condition that came out in one way only, and what is tried for the other. */
export interface Goal {
  readonly expression: number;
  /** Inputs that come to the condition, the newest last. */
  readonly bases: readonly Candidate[];
  /** Those of which the steps were made. */
  readonly done: Set<Candidate>;
  /** The last first. */
  pending: Step[];
  /** Whether it compares something. */
  compares: boolean;
  /** How much was tried for it. */
  effort: number;
  /** How much of that by chance. */
  combined: number;
}

export interface Goals {
  /**
   * Takes an input for what it comes to.
   *
   * @param isNew whether it takes the place of an older one
   */
  offer(candidate: Candidate, counts: EvidenceCounts, isNew: boolean): void;
  /** The goal for which the least was tried; undefined when enough was for all. */
  next(): Goal | undefined;
}

const mostBases = 8;
const mostCombined = 400;

export function createGoals(reached: Reached): Goals {
  const goals = new Map<number, Goal & { readonly bases: Candidate[] }>();
  return {
    offer: (candidate, counts, isNew) => {
      for (const expression of reached.halfSeen) {
        if (counts.reached[expression] === 0) continue;
        let goal = goals.get(expression);
        if (goal === undefined) {
          goal = {
            expression,
            bases: [],
            done: new Set(),
            pending: [],
            compares: false,
            effort: 0,
            combined: 0,
          };
          goals.set(expression, goal);
        }
        if (goal.bases.length >= mostBases && isNew) goal.bases.shift();
        if (goal.bases.length < mostBases) goal.bases.push(candidate);
      }
    },
    next: () => {
      let least: Goal | undefined;
      for (const expression of reached.halfSeen) {
        const goal = goals.get(expression);
        if (goal === undefined || goal.combined >= mostCombined) continue;
        if (least === undefined || goal.effort < least.effort) least = goal;
      }
      return least;
    },
  };
}
