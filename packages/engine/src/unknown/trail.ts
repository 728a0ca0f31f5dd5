import type { Origins } from "./term.ts";

interface Step {
  taken: number;
  readonly alternatives: number;
  readonly origins: Origins;
}

/** The choices of a run, in their order; the next run takes the same ones up to the last that has an alternative. */
export class Trail {
  readonly #steps: Step[] = [];
  #position = 0;
  #changed = -1;

  start(): void {
    this.#position = 0;
  }

  /** Whether this run has chosen anything. */
  get branched(): boolean {
    return this.#steps.length > 0;
  }

  /** The alternative to follow, from 0. The first run to come here takes the first. */
  choose(alternatives: number, origins: Origins): number {
    const position = this.#position++;
    const step = this.#steps[position];
    if (step !== undefined) return step.taken;
    this.#steps.push({ taken: 0, alternatives, origins });
    return 0;
  }

  /** Turns to what was not followed yet; false when nothing is left. */
  next(): boolean {
    for (let last = this.#steps.pop(); last !== undefined; last = this.#steps.pop()) {
      if (last.taken + 1 >= last.alternatives) continue;
      this.#changed = this.#steps.length;
      this.#steps.push({ ...last, taken: last.taken + 1 });
      return true;
    }
    return false;
  }

  /** What the choice was about in which this run differs from those before it. */
  get turned(): Origins {
    return this.#steps[this.#changed]?.origins ?? [];
  }

  /** What all choices of this run were about. */
  get origins(): Origins {
    return [...new Set(this.#steps.flatMap((step) => step.origins))];
  }
}

/** Ends a run whose outcome another run has as well. */
export class Covered extends Error {}

/** Ends the search: what follows here cannot be told. */
export class NotFollowed extends Error {
  readonly origins: Origins;
  constructor(origins: Origins) {
    super("the decision cannot be followed");
    this.origins = origins;
  }
}
