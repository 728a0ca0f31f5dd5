import type { Candidate } from "./candidate.ts";
import type { Step } from "./corpus.ts";

/**
 * Inputs with an answer that few have, such as the requests that are let in. One step from them, a rule that changed
 * decides alone: all steps that its conditions want are tried of them.
 */
export interface Anchors {
  /**
   * @param answer what was decided, as a name
   * @param steps makes what is to be tried of the candidate
   */
  offer(answer: string, steps: () => readonly Step[]): void;
  /** What is to be tried next, of the newest first. */
  next(): Candidate | undefined;
}

/** So many of each answer are always gone on from. */
const always = 12;
/** Later those of answers that one in so many inputs has. */
const rare = 12;
const mostSteps = 60;
const mostWaiting = 2_000;

export function createAnchors(): Anchors {
  const times = new Map<string, number>();
  const waiting: Step[] = [];
  let all = 0;
  return {
    offer: (answer, steps) => {
      const count = (times.get(answer) ?? 0) + 1;
      times.set(answer, count);
      all++;
      if (waiting.length >= mostWaiting || (count > always && count * rare > all)) return;
      waiting.push(...steps().slice(0, mostSteps).reverse());
    },
    next: () => waiting.pop()?.(),
  };
}
