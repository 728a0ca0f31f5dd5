import { beforeAll, describe, expect, test } from "vitest";
import { formatJunit, type Report } from "../../src/index.ts";
import { run, sample } from "../fixture.ts";
import { attacks, hostileReport } from "./hostile-report.ts";

let report: Report;

beforeAll(async () => {
  const options = { base: "base.rego", head: "head.rego", decisions: ["decisions.ndjson"], cwd: sample };
  report = (await run({ ...options, minComparable: 0.1, failOn: ["grant", "mismatch"] })).report;
});

const tags = (xml: string) => [...xml.matchAll(/<[^>]*>/g)].map(([tag]) => tag.replace(/="[^"]*"/g, ""));
const cases = (xml: string) => xml.split("<testcase").slice(1);

describe("JUnit", () => {
  test("has a test case for each condition and group, and fails those that the gate is about", () => {
    const xml = formatJunit(report);
    expect(cases(xml)).toHaveLength(1 + 2 + report.groups.length);
    for (const group of report.groups) {
      const own = cases(xml).filter((text) => text.includes(`name="${group.id}: `));
      expect(own).toHaveLength(1);
      expect(own[0]?.includes("<failure")).toBe(
        group.kind === "grant" && report.gate.tripped.includes("grant"),
      );
    }
    const failures = xml.match(/<failure/g)?.length;
    expect(failures).toBeGreaterThan(0);
    expect(xml).toContain(`failures="${failures}"`);
  });

  test("passes where the gate does", () => {
    expect(formatJunit({ ...report, gate: { ...report.gate, tripped: [] } })).not.toContain("<failure");
  });

  test("passes a group that was accepted, and fails it past its maximum", () => {
    const accepted = { maximum: 1, reason: "agreed", expires: null, acceptedBy: "me" };
    const failures = (status: "covered" | "overMaximum") => {
      const groups = report.groups.map((group) => ({ ...group, expected: { ...accepted, status } }));
      return cases(formatJunit({ ...report, groups })).filter((text) => /^[^>]*name="g-[^>]*[^/]>/.test(text))
        .length;
    };
    expect(failures("covered")).toBe(0);
    expect(failures("overMaximum")).toBeGreaterThan(0);
  });

  test("fails when the report is not to be relied on", () => {
    const gate = { ...report.gate, tripped: [], reliable: false, comparable: 0.61 };
    expect(cases(formatJunit({ ...report, gate }))[0]).toContain("Do not rely on this: only 61 %");
  });

  test.each(Object.entries(attacks))("%s makes no markup, and no character that XML forbids", (_, text) => {
    const xml = formatJunit(hostileReport(report, text));
    expect(tags(xml)).toEqual(tags(formatJunit(hostileReport(report, "plain"))));
    expect(xml).not.toMatch(/[^\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd]/);
    expect(xml).not.toMatch(/[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
  });
});
