import { compareValues } from "../values/order.ts";
import type { Value } from "../values/value.ts";

interface Bound {
  readonly value: Value;
  /** Whether the bound itself is left out. */
  readonly open: boolean;
}

/** Between which values a term is, in Rego's order. */
export interface Bounds {
  readonly low?: Bound;
  readonly high?: Bound;
}

/** Whether everything within the bounds is less than a value; undefined when some is and some is not. */
export function isBelow({ low, high }: Bounds, value: Value): boolean | undefined {
  if (high !== undefined) {
    const order = compareValues(high.value, value);
    if (order < 0 || (order === 0 && high.open)) return true;
  }
  return low !== undefined && compareValues(low.value, value) >= 0 ? false : undefined;
}

/** The same for more than a value. */
export function isAbove({ low, high }: Bounds, value: Value): boolean | undefined {
  if (low !== undefined) {
    const order = compareValues(low.value, value);
    if (order > 0 || (order === 0 && low.open)) return true;
  }
  return high !== undefined && compareValues(high.value, value) <= 0 ? false : undefined;
}

/** The bounds when the term is also below a value, or not above it. */
export function belowToo(bounds: Bounds, value: Value, open: boolean): Bounds {
  return { ...bounds, high: { value, open } };
}

/** The bounds when the term is also above a value, or not below it. */
export function aboveToo(bounds: Bounds, value: Value, open: boolean): Bounds {
  return { ...bounds, low: { value, open } };
}
