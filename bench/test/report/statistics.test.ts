import { expect, test } from "vitest";
import { summary } from "../../src/report/statistics.ts";

test.each([
  [[3], { median: 3, min: 3, max: 3 }],
  [[9, 1, 5], { median: 5, min: 1, max: 9 }],
  [[10, 2, 4, 1], { median: 3, min: 1, max: 10 }],
])("the summary of %j", (measurements, expected) => {
  expect(summary(measurements)).toEqual(expected);
});

test("nothing has no summary", () => {
  expect(() => summary([])).toThrow("no measurements");
});
