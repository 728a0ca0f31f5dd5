import { beforeAll, describe, expect, test } from "vitest";
import { formatTsv, type Report } from "../../src/index.ts";
import { run, sample } from "../fixture.ts";
import { attacks, hostileReport } from "./hostile-report.ts";

let report: Report;

beforeAll(async () => {
  const options = { base: "base.rego", head: "head.rego", decisions: ["decisions.ndjson"], cwd: sample };
  report = (await run({ ...options, minComparable: 0.1 })).report;
});

const fields = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t"));

describe("tab-separated values", () => {
  test("have a line of names, and one for each group", () => {
    const [names, ...rows] = fields(formatTsv(report));
    expect(names?.slice(0, 5)).toEqual(["group", "kind", "transition", "decision", "count"]);
    expect(rows.map(([id, , , , count]) => [id, count])).toEqual(
      report.groups.map(({ id, count }) => [id, String(count)]),
    );
  });

  test.each(Object.entries(attacks))("%s stays within its field, and is nothing to compute", (_, text) => {
    const rows = fields(formatTsv(hostileReport(report, text, 3)));
    expect(rows).toHaveLength(4);
    for (const row of rows) {
      expect(row).toHaveLength(rows[0]?.length ?? 0);
      for (const field of row) expect(field).not.toMatch(/^[=+\-@]|[\u0000-\u001f\u007f-\u009f\u202e\u2028]/);
    }
  });
});
