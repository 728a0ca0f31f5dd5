import { compareValues } from "../../values/order.ts";
import type { Direct } from "./direct.ts";

function compared(holds: (order: number) => boolean): Direct {
  return (general) => (left, right) =>
    left === undefined || right === undefined ? general([left, right]) : holds(compareValues(left, right));
}

export const comparisonCalls: ReadonlyMap<string, Direct> = new Map([
  ["lt", compared((order) => order < 0)],
  ["lte", compared((order) => order <= 0)],
  ["gt", compared((order) => order > 0)],
  ["gte", compared((order) => order >= 0)],
]);
