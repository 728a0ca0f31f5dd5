import { equalValues } from "./equal.ts";
import { textOf } from "./text-key.ts";
import type { Value } from "./value.ts";

// Up to so many, looking at each is quicker than any index.
const few = 8;

/** Distinct values in the order in which they came, each found by its place. */
export class ValueIndex {
  /** Not to be changed by others. */
  readonly values: Value[] = [];
  // Each begins when the list is long, and then has all values of its kind.
  #scalars: Map<Value, number> | undefined;
  #composites: number[] | undefined;
  #texts: Map<string, number> | undefined;

  /** The place of a value; negative when it is not there. */
  find(value: Value): number {
    if (typeof value === "object" && value !== null) return this.#findComposite(value);
    return this.#scalars === undefined ? this.values.indexOf(value) : (this.#scalars.get(value) ?? -1);
  }

  /** Adds a value that is not there, at the end. */
  add(value: Value): void {
    const place = this.values.push(value) - 1;
    if (typeof value === "object" && value !== null) this.#addComposite(value, place);
    else this.#scalars?.set(value, place);
    if (place === few && this.#scalars === undefined) this.#indexScalars();
  }

  #indexScalars(): void {
    const scalars = new Map<Value, number>();
    for (const [place, value] of this.values.entries())
      if (typeof value !== "object" || value === null) scalars.set(value, place);
    this.#scalars = scalars;
  }

  #findComposite(value: Value): number {
    if (this.#composites === undefined) return -1;
    if (this.#texts !== undefined) return this.#texts.get(textOf(value)) ?? -1;
    for (const place of this.#composites) if (equalValues(this.values[place] ?? null, value)) return place;
    return -1;
  }

  #addComposite(value: Value, place: number): void {
    this.#composites ??= [];
    if (this.#texts !== undefined) {
      this.#texts.set(textOf(value), place);
      return;
    }
    this.#composites.push(place);
    if (this.#composites.length > few)
      this.#texts = new Map(this.#composites.map((at) => [textOf(this.values[at] ?? null), at]));
  }
}
