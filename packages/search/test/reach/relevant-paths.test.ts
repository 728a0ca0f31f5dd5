import type { Place, SourceTable } from "@bylaw/engine";
import { expect, test } from "vitest";
import type { Probe } from "../../src/reach/probes.ts";
import { relevantPaths } from "../../src/reach/relevant-paths.ts";

const place: Place = { file: "p.rego", row: 1, column: 1, endRow: 1, endColumn: 2 };

/** Rules with as many expressions as numbers say, of which the second is another body of the first. */
const table: SourceTable = {
  rules: ["fine", "fine", "other"].map((name, id) => ({
    id,
    path: ["p", name],
    kind: "body",
    place,
    head: place,
    labels: {},
    planned: true,
  })),
  expressions: [0, 0, 1, 2].map((rule, id) => ({ id, rule, place, status: "observed" })),
};

test("places of the body and of the rule come in turns, those that touch least first, and no others", () => {
  const probe: Probe = {
    paths: [["a"], ["b"], ["c"], ["d"], ["e"]],
    touched: [[0, 1, 3], [1], [2, 3], [2], [3]],
    comparisons: [],
    absent: [],
    tried: new Set(),
  };
  const relevantTo = relevantPaths(table);
  expect(relevantTo(probe, 0)).toEqual([1, 3, 0, 2]);
  expect(relevantTo(probe, 2)).toEqual([3, 1, 2, 0]);
  expect(relevantTo(probe, 3)).toEqual([4, 2, 0]);
});
