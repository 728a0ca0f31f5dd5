import type { Json } from "@bylaw/engine";
import { isList, sameJson } from "./json-value.ts";

/** A part of a list that is to become something else. */
export interface Step {
  readonly value: Json;
  readonly wanted: Json;
}

const mostTargets = 12;

/** The lists that a list may be compared with: the other side, or the members of it. */
function targetsOf(operator: string, value: readonly Json[], other: Json): readonly (readonly Json[])[] {
  const all = operator === "in" && isList(other) ? other : [other];
  return all.filter(isList).filter(({ length }) => length === value.length);
}

/**
 * How a list that was put together for a comparison becomes another one, element by element, as with the version and
 * the kind of an object.
 */
export function elementwise(operator: string, value: readonly Json[], other: Json): readonly Step[] {
  return targetsOf(operator, value, other)
    .slice(0, mostTargets)
    .flatMap((target) =>
      target.flatMap((wanted, index) => {
        const here = value[index] ?? null;
        return sameJson(here, wanted) ? [] : [{ value: here, wanted }];
      }),
    );
}

/** How many elements are as in the nearest of the lists that it is compared with; undefined when there is none. */
export function elementsAlike(operator: string, value: readonly Json[], other: Json): number | undefined {
  const targets = targetsOf(operator, value, other);
  if (targets.length === 0) return undefined;
  return Math.max(
    ...targets.map((target) => target.filter((wanted, index) => sameJson(value[index], wanted)).length),
  );
}
