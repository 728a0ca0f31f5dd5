import type { Comparison, Json } from "@bylaw/engine";
import { expect, test } from "vitest";
import { wantedIn } from "../../src/reach/wanted.ts";

const comparison = (operator: string, left: Json, right: Json) =>
  ({ site: { operator }, left, right }) as Comparison;
const other = (_: string, __: "left" | "right", ___: Json, wanted: Json) => [wanted];

test("wants the other side of what compares the value, and of everything where there is none", () => {
  const comparisons = [comparison("==", "a", "b"), comparison("==", 1, "a"), comparison("==", 2, 3)];
  expect(wantedIn(comparisons, "a", other)).toEqual(["b", 1]);
  expect(wantedIn(comparisons, "c", other)).toEqual([]);
  expect(wantedIn(comparisons, undefined, other)).toEqual(["b", "a", "a", 1, 3, 2]);
});

test("wants no more than a bounded number of values", () => {
  const many = Array.from({ length: 1_000 }, (_, index) => comparison("==", "a", index));
  expect(wantedIn(many, "a", other).length).toBeLessThan(100);
});
