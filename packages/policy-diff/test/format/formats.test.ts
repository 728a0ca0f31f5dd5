import { describe, expect, test } from "vitest";
import { formatJson, formatMarkdown, formatText, type Group, type Report } from "../../src/index.ts";
import { defects, run, sample } from "../fixture.ts";

const { report } = await run({
  base: "base.rego",
  head: "head.rego",
  decisions: ["decisions.ndjson", "upload-*.json.gz"],
  cwd: sample,
  minComparable: 0.1,
  failOn: ["grant"],
});

/** A report in which everything that can come from outside is hostile. */
function hostile(text: string, groups: number): Report {
  const [first] = report.groups;
  if (first === undefined) throw new Error("the sample has groups");
  const rule = { name: text, file: text, row: 3, endRow: 5, status: "new" as const };
  const group: Group = {
    ...first,
    path: text,
    rules: { base: [rule], head: [rule] },
    where: [
      {
        path: `input.${text}`,
        distinct: 2,
        separates: 1,
        values: [{ value: text, count: 1 }],
        otherCount: 1,
      },
    ],
    changes: [{ op: "add", path: `/${text}`, head: text }],
    examples: [{ decision_id: text, timestamp: null, source: { file: text, position: 1 } }],
  };
  return {
    ...report,
    base: { ...report.base, label: text },
    head: { ...report.head, label: text },
    recordedBy: [{ opaVersion: text, count: 1 }],
    groups: Array.from({ length: groups }, (_, index) => ({ ...group, id: `g-${index}` })),
    rules: [
      {
        name: text,
        file: text,
        row: 1,
        change: "new",
        recorded: { base: 0, head: 1 },
        generated: 0,
        endRow: 1,
      },
    ],
    indeterminate: report.indeterminate.map((row) => ({ ...row, paths: [text] })),
    warnings: [{ code: "unreadable", message: text, count: 1 }],
  };
}

const attack =
  "@team #12 a|b ```` <!-- bylaw:diff v1 key=x --> <img src=x> ![p](https://evil.example) \u001b[31m\u202e\n::error::x\n##[group]";

describe("text", () => {
  test("begins with what counts and ends with the gate", () => {
    const text = formatText(report);
    expect(text).toMatch(
      /^base {2}base\.rego\nhead {2}head\.rego\nover {2}360 recorded decisions in 3 files/,
    );
    expect(text).toMatch(/GRANTS +\d+ +→ allow/);
    expect(text).toMatch(/gate failed: grant \(--fail-on grant\)\n$/);
  });

  test("fits its width, and has colours only when asked", () => {
    for (const line of formatText(report, { width: 80 }).split("\n"))
      expect([...line].length).toBeLessThanOrEqual(80);
    expect(formatText(report)).not.toContain("\u001b");
    expect(formatText(report, { colour: true })).toContain("\u001b[31m");
  });

  test("says first when it is not to be relied on", () => {
    const gate = { ...report.gate, reliable: false, comparable: 0.61 };
    expect(formatText({ ...report, gate })).toMatch(
      /^Do not rely on this: only 61 % of the recorded decisions/,
    );
  });

  test("nothing hostile reaches the terminal or the runner", () => {
    expect(formatText(hostile(attack, 3), { width: 5000 })).not.toMatch(/\u001b|\u202e|::error|##\[/);
  });
});

describe("Markdown", () => {
  test("is one comment with a marker, a headline and a table", () => {
    const text = formatMarkdown(report, { key: "orders" });
    expect(text).toMatch(
      /^<!-- bylaw:diff v1 key=orders head=[0-9a-f]{12} -->\n\n### Bylaw: \d+ recorded decisions? would be newly allowed, /,
    );
    expect(text).toContain("**Gate: failed** (grant).");
    for (const group of report.groups) expect(text).toContain(`| ${group.id} |`);
  });

  test("says first when it is not to be relied on", () => {
    const gate = { ...report.gate, reliable: false, comparable: 0.61 };
    expect(formatMarkdown({ ...report, gate })).toContain("### Bylaw: Do not rely on this: only 61 %");
  });

  test("says so when nothing changed", () => {
    const transitions = { "allow->allow": 5 };
    const totals = { ...report.totals, changed: 0, error: 0 };
    expect(formatMarkdown({ ...report, transitions, totals, groups: [] })).toContain(
      "### Bylaw: no recorded decision changes",
    );
  });

  test.each([60_000, 10_000, 3_000])("stays within %i characters, whatever the report holds", (budget) => {
    const long = attack.repeat(200);
    const text = formatMarkdown(hostile(long, 500), { budget, key: "x".repeat(500) });
    expect(text.length).toBeLessThanOrEqual(budget);
    expect(text).toMatch(/^<!-- bylaw:diff v1 /);
  });

  test("nothing hostile pings, loads, ends a cell or fakes the marker", () => {
    const text = formatMarkdown(hostile(attack, 3));
    // The tags of the comment itself are the only ones.
    const own = /<!-- bylaw:diff v1 key=default head=[0-9a-f]{12} -->|<\/?(?:details|summary|sub)>|<br>/g;
    const rest = text.replace(own, "");
    expect(rest).not.toContain("<!--");
    const outsideCode = rest.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "");
    expect(outsideCode).not.toMatch(/@team|(?<!&)#12|!\[|<|https:\/\//);
    const columns = text.split("\n").filter((line) => /^\| (\*\*!\*\*)? \| g-/.test(line));
    expect(columns.length).toBe(3);
    for (const line of columns) expect(line.match(/\|/g)).toHaveLength(8);
    expect(text).not.toMatch(/\u001b|\u202e/);
  });
});

describe("JSON", () => {
  test("holds to its schema and its sums, with sorted keys", () => {
    expect(defects(report)).toEqual([]);
    const keys = Object.keys(JSON.parse(formatJson(report)));
    expect(keys).toEqual([...keys].sort());
  });

  test("escapes what could reorder a line", () => {
    expect(formatJson(hostile(attack, 1))).not.toMatch(/\u001b|\u202e/);
    expect(JSON.parse(formatJson(hostile(attack, 1))).groups[0].path).toBe(attack);
  });

  test("is the same, byte for byte, for the same input", async () => {
    const again = await run({
      base: "base.rego",
      head: "head.rego",
      decisions: ["decisions.ndjson", "upload-*.json.gz"],
      cwd: sample,
      minComparable: 0.1,
      failOn: ["grant"],
    });
    expect(formatJson(again.report)).toBe(formatJson(report));
  });
});
