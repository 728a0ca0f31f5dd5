import { beforeAll, describe, expect, test } from "vitest";
import { formatText, type Report } from "../../src/index.ts";
import { run, sample } from "../fixture.ts";
import { attacks, hostileReport } from "./hostile-report.ts";

let report: Report;

beforeAll(async () => {
  const options = { base: "base.rego", head: "head.rego", decisions: ["decisions.ndjson"], cwd: sample };
  report = (await run({ ...options, minComparable: 0.1, failOn: ["grant"] })).report;
});

describe("the terminal", () => {
  test("coloured lines fit their width, too, and close their colours", () => {
    const colours = /\u001b\[\d+m/g;
    for (const line of formatText(report, { width: 60, colour: true }).split("\n")) {
      expect([...line.replace(colours, "")].length).toBeLessThanOrEqual(60);
      const codes = line.match(colours) ?? [];
      expect(codes.filter((code) => code === "\u001b[0m")).toHaveLength(codes.length / 2);
    }
  });

  test("is told the sums and the gate when it is to be quiet, and not to rely on it where that is so", () => {
    expect(formatText(report, { quiet: true })).toMatch(
      /^8 grants, \d+ lock-outs?, \d+ other; \d+ compared, \d+ not compared\ngate failed: grant \(--fail-on grant\)\n$/,
    );
    const gate = { ...report.gate, reliable: false, comparable: 0.61 };
    expect(formatText({ ...report, gate }, { quiet: true })).toMatch(/^Do not rely on this: only 61 %/);
  });

  test.each(Object.entries(attacks))("%s does nothing to it", (_, text) => {
    for (const quiet of [false, true]) {
      const printed = formatText(hostileReport(report, text, 3), { width: 10_000, quiet });
      expect(printed).not.toMatch(
        /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2066\u200b\u2028]|::error|##\[/,
      );
    }
  });
});
