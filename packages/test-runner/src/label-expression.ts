import type { JsonObject } from "@bylaw/engine";
import { listOf } from "./json-value.ts";

/**
 * Whether an expression of a label selector is true of a label's value. Source: Kubernetes apimachinery pkg/labels,
 * `Requirement.Matches`.
 *
 * @param value of the label that the expression is about; undefined where there is none
 * @returns undefined where the operator is none
 */
export function expressionHolds(
  { operator, values }: JsonObject,
  value: string | undefined,
): boolean | undefined {
  const isListed = value !== undefined && listOf(values).includes(value);
  switch (operator) {
    case "In":
      return isListed;
    case "NotIn":
      return !isListed;
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    default:
      return undefined;
  }
}
