import type { Comparison, Json } from "@bylaw/engine";
import { sameJson } from "../json-value.ts";
import type { ValuesFor } from "../satisfying.ts";

const mostWanted = 40;

/**
 * What comparisons want in place of a value that they compare: where it is known on what they depend, the value itself
 * may well stand at many other places.
 *
 * @param value undefined when there is nothing, in place of which a policy may compare anything
 */
export function wantedIn(
  comparisons: readonly Comparison[],
  value: Json | undefined,
  valuesFor: ValuesFor,
): readonly Json[] {
  const isHere = (operand: Json) => value === undefined || sameJson(operand, value);
  return comparisons
    .flatMap(({ site, left, right }) => [
      ...(isHere(left) ? valuesFor(site.operator, "left", left, right) : []),
      ...(isHere(right) ? valuesFor(site.operator, "right", right, left) : []),
    ])
    .slice(0, mostWanted);
}
