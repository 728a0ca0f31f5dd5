import type { Loop, Scan } from "./loops.ts";
import type { Run } from "./run.ts";
import { MaybeAbsent, Partial, type Slot } from "./term.ts";
import { NotFollowed } from "./trail.ts";

/** In place of what a local held in another iteration of a loop, and must not be read. */
export class Stale {}

const stale = new Stale();

/** The locals of one function while it runs. */
export class Frame {
  readonly loops: ReadonlyMap<Scan, Loop>;
  readonly #run: Run;
  readonly #locals: (Slot | MaybeAbsent | Stale)[] = [];

  constructor(run: Run, loops: ReadonlyMap<Scan, Loop>) {
    this.#run = run;
    this.loops = loops;
  }

  /** What a local holds, whether it is there or not. */
  raw(local: number): Slot | MaybeAbsent {
    const held = this.#locals[local];
    if (held instanceof Stale) throw new NotFollowed([]);
    return held;
  }

  read(local: number): Slot {
    const held = this.raw(local);
    if (typeof held !== "object" || !(held instanceof MaybeAbsent || held instanceof Partial)) return held;
    const found = this.#run.present(held);
    this.#locals[local] = found;
    return found;
  }

  write(local: number, value: Slot | MaybeAbsent): void {
    this.#locals[local] = value;
  }

  /** Puts another container in the place of one, under all of its names. */
  replace(before: Slot, after: Slot): void {
    for (const [local, held] of this.#locals.entries()) if (held === before) this.#locals[local] = after;
  }

  forget(locals: readonly number[]): void {
    for (const local of locals) this.#locals[local] = stale;
  }
}
