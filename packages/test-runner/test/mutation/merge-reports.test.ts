import { expect, it } from "vitest";
import { mergeReports } from "../../src/mutation/merge-reports.ts";
import { type MutantStatus, scoreOf } from "../../src/mutation/mutant.ts";
import type { MutationReport } from "../../src/mutation/report.ts";

const report = (statuses: readonly (readonly [line: number, status: MutantStatus])[]): MutationReport => ({
  modules: [{ name: "shared.ts", text: "", language: "typescript" }],
  results: statuses.map(([line, status], id) => ({
    mutant: {
      id,
      site: id,
      operator: "negate",
      range: { file: "shared.ts", line, column: 1, endLine: line, endColumn: 2 },
      original: "a",
      replacement: "!a",
    },
    status,
  })),
  questions: 2,
  claims: 3,
  unfounded: [],
  duration: 1,
  tried: statuses.length,
});

it("counts a mutant of a shared module once, as killed when one policy's tests kill it", () => {
  const merged = mergeReports([
    report([
      [2, "survived"],
      [1, "killed"],
    ]),
    report([
      [2, "killed"],
      [1, "equivalent"],
      [3, "survived"],
    ]),
  ]);
  expect(merged.results.map(({ mutant, status }) => [mutant.range.line, status])).toEqual([
    [1, "killed"],
    [2, "killed"],
    [3, "survived"],
  ]);
  expect(merged.modules).toHaveLength(1);
  expect(merged.claims).toBe(6);
  expect(scoreOf(merged.results)).toBeCloseTo(66.7, 1);
});
