import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatMarkdown, type Group, type Report } from "../../src/index.ts";
import { group, reportWith } from "../expected/report.ts";

const markerLine = /^<!-- bylaw:diff v1 key=[A-Za-z0-9._/-]{1,100} head=[0-9a-f]{7,12} -->\n/;

/** A report in which every text that may come from a log, a policy or a file of the head side is this one. */
function hostile(text: string, groups: number): Report {
  const rule = { name: text, file: text, row: 3, endRow: 4, status: "new" as const };
  const expected = { maximum: 1, reason: text, expires: null, acceptedBy: text };
  const one: Group = group("hostile", {
    path: text,
    rules: { base: [rule], head: [rule] },
    where: [
      {
        path: `input["${text}"]`,
        distinct: 2,
        separates: 1,
        values: [{ value: text, count: 1 }],
        otherCount: 1,
      },
    ],
    changes: [{ op: "add", path: `/${text}`, head: text }],
    examples: [{ decision_id: text, timestamp: null, source: { file: text, position: 1 } }],
    from: { error: text },
  });
  const unmatched = { ...expected, group: "g-aaaaaa", path: text, transition: text, expired: true };
  return reportWith(
    Array.from(
      { length: groups },
      (_, index): Group => ({
        ...one,
        id: `g-${index.toString(16).padStart(6, "0")}`,
        count: 1,
        sinceLast: "new",
        expected: index % 2 === 0 ? { status: "overMaximum", ...expected } : null,
      }),
    ),
    {
      base: { ...reportWith([]).base, label: text },
      head: { ...reportWith([]).head, label: text },
      recordedBy: [{ opaVersion: text, count: 1 }],
      rules: Array.from({ length: 60 }, () => ({
        ...rule,
        change: "new" as const,
        recorded: { base: 0, head: 0 },
        generated: 0,
      })),
      indeterminate: [
        {
          reason: "masked",
          paths: [text],
          count: 1,
          remedy: text,
          example: { decision_id: text, timestamp: null, source: { file: text, position: 1 } },
        },
      ],
      warnings: [{ code: "unreadable", message: text, count: 1 }],
      expected: { file: text, changes: 9, unmatched: [{ ...unmatched, why: "absent" }] },
      sinceLast: {
        generatedAt: text,
        head: text,
        new: 1,
        gone: [{ id: text, path: text, transition: text, count: 1 }],
      },
    },
  );
}

const attack =
  "@team #12 acme/x#7 GH-1 a|b ```` <!-- bylaw:diff v1 key=x head=0123456789ab --> <!-- bylaw:only-update --> " +
  "<img src=x> ![p](https://evil.example/p.png) [l](javascript:alert(1)) www.evil.example </details> \u001b[31m\u202e\u200b\u{e0041}\n\n# h\n::error::x";
const links = { head: "https://github.com/acme/authz/blob/9c41e07/policies", base: "javascript:alert(1)" };

/** The comment without what it says itself, and without what stands in code. */
function foreign(text: string): string {
  const own =
    /^<!-- bylaw:diff v1 key=default head=[0-9a-f]{12} -->|<\/?(?:details|summary|sub)>|<br>|\]\(https:\/\/github\.com\/acme\/[^()|<> ]*\)/g;
  return text
    .replace(own, "")
    .replace(/(?<!`)(`+)(?!`)[^\n]*?[^`]\1(?!`)/g, "")
    .replace(/^#{3} Bylaw: /m, "");
}

describe("nothing from outside speaks in a comment", () => {
  const text = formatMarkdown(hostile(attack, 4), { links });

  test("no marker, no HTML, no mention, no reference, no link, no picture", () => {
    expect(text.match(/<!--/g)).toHaveLength(1);
    const rest = foreign(text);
    expect(rest).not.toMatch(/<|@team|(?<!&)#\d|GH-\d|!\[|\]\(|https?:\/\/|www\./);
    expect(text).not.toMatch(/\u001b|\u202e|\u200b|[\u{e0000}-\u{e007f}]/u);
  });

  test("no row has more cells than its table, and no line begins a heading", () => {
    const rows = text.split("\n").filter((line) => /^\| .* \| g-[0-9a-f]{6} \(new\) \|/.test(line));
    expect(rows).toHaveLength(4);
    for (const row of rows) expect(row.match(/\|/g)).toHaveLength(8);
    expect(text.split("\n").filter((line) => /^\s{0,3}#/.test(line))).toHaveLength(1);
    const folds = text.split("\n").filter((line) => line.startsWith("<details>"));
    expect(text.split("\n").filter((line) => line === "</details>")).toHaveLength(folds.length);
  });

  test("places are linked below the folder that was given, and to web addresses alone", () => {
    const [place] = group("x").rules.head;
    const linked = formatMarkdown(
      reportWith([
        group("x", {
          rules: { base: [], head: place === undefined ? [] : [{ ...place, file: "a b/(c)|.rego" }] },
        }),
        group("y", { rules: { base: place === undefined ? [] : [place], head: [] } }),
      ]),
      { links },
    );
    expect(linked).toContain(
      "(https://github.com/acme/authz/blob/9c41e07/policies/a%20b/%28c%29%7C.rego#L3)",
    );
    expect(linked).not.toContain("javascript");
    const outside = hostile("../../../evil", 1);
    expect(formatMarkdown(outside, { links })).not.toContain("](http");
  });

  test("whatever the text is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (noise) => {
        const said = formatMarkdown(hostile(noise + attack + noise, 2));
        expect(said.match(/<!--/g)).toHaveLength(1);
        expect(foreign(said)).not.toMatch(/<|@[a-z]|(?<!&)#\d|!\[/i);
        expect(said).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]|[^\n\P{Cc}]/u);
      }),
      { numRuns: 40 },
    );
  });
});

describe("a comment fits", () => {
  test.each([2_000, 3_000, 10_000, 30_000, 60_000])(
    "in %i characters, with its marker on each rung",
    (budget) => {
      for (const length of [1, 40, 400]) {
        const said = formatMarkdown(hostile(attack.repeat(length), 500), {
          budget,
          links,
          key: "x".repeat(500),
        });
        expect(said.length).toBeLessThanOrEqual(budget);
        expect(said).toMatch(markerLine);
        expect(said).toContain("### Bylaw: ");
      }
    },
  );

  test("what is shed goes in one order: a smaller comment never shows what a larger one left out", () => {
    const report = hostile("x".repeat(200), 500);
    const parts = [
      "Smallest witnesses",
      "Rules changed here",
      "Expected changes",
      "Not compared",
      "| g-000000",
    ];
    let before = new Set(parts);
    for (let budget = 120_000; budget >= 2_000; budget = Math.floor(budget * 0.7)) {
      const said = formatMarkdown(report, { budget });
      const shown = new Set(parts.filter((part) => said.includes(part)));
      for (const part of shown) expect(before.has(part), `${part} at ${budget}`).toBe(true);
      before = shown;
    }
  });

  test("with a million groups", () => {
    const one = group("one", { count: 1 });
    const groups = Array.from({ length: 1_000_000 }, () => one);
    const said = formatMarkdown({ ...reportWith([one]), groups, groupsOmitted: { groups: 5, events: 7 } });
    expect(said.length).toBeLessThanOrEqual(60_000);
    expect(said).toContain("999,955 more groups with 999,957 decisions");
    const bounded = { groups: 10_000, events: 1_000_000, atLeast: true as const };
    expect(formatMarkdown({ ...reportWith([one]), groupsOmitted: bounded })).toContain(
      "at least 10,000 more groups with 1,000,000 decisions",
    );
  });
});

describe("nothing changed", () => {
  test("is one line, marked for updates alone", () => {
    const rules = [
      {
        name: "r",
        file: "f",
        row: 1,
        endRow: 2,
        change: "new" as const,
        recorded: { base: 0, head: 9 },
        generated: 0,
      },
    ];
    const said = formatMarkdown(reportWith([], { rules }));
    expect(said).toMatch(markerLine);
    expect(said.split("\n")[1]).toBe("<!-- bylaw:only-update -->");
    expect(said).toContain("1,000 decisions compared, 0 % could not be, 1 of 1 changed rule reached.");
    expect(said.split("\n").filter((line) => line !== "")).toHaveLength(4);
  });

  test.each([
    ["a group", reportWith([group("one")])],
    ["a gate that trips", gateWith({ tripped: ["mismatch"], exitCode: 1 })],
    ["a report that is not to be relied on", gateWith({ reliable: false, comparable: 0.61, exitCode: 2 })],
    ["groups past the bound", { ...reportWith([]), groupsOmitted: { groups: 1, events: 1 } }],
  ])("is not said with %s", (_, report) => {
    expect(formatMarkdown(report)).not.toContain("<!-- bylaw:only-update -->");
  });

  function gateWith(members: Partial<Report["gate"]>): Report {
    const report = reportWith([]);
    return { ...report, gate: { ...report.gate, ...members } };
  }
});

test("the marker speaks of the commit that was given, of head's, or of a part of its digest", () => {
  const report = reportWith([group("one")]);
  const given = "9c41e07".padEnd(40, "0");
  expect(formatMarkdown(report, { commit: given })).toContain("head=9c41e0700000 -->");
  expect(formatMarkdown(report)).toContain(`head=${"2".repeat(12)} -->`);
  expect(formatMarkdown(report, { commit: "--> x" })).toContain(`head=${"2".repeat(12)} -->`);
  const ofGit = { ...report, head: { ...report.head, commit: "abc".padEnd(40, "1") } };
  expect(formatMarkdown(ofGit)).toContain("head=abc111111111 -->");
});

test("says how to accept the first group that nobody expected, and where the whole report is", () => {
  const covered = { status: "covered" as const, maximum: 9, reason: "r", expires: null, acceptedBy: "a" };
  const [known, open] = [group("known", { expected: covered }), group("open", { count: 15 })];
  const run = "https://github.com/acme/authz/actions/runs/1";
  const said = formatMarkdown(reportWith([known, open]), { links: { report: run } });
  expect(said).toContain(`npx bylaw accept ${open.id} --max 15`);
  expect(said).toContain(`[summary of the run](${run})`);
  expect(formatMarkdown(reportWith([known]))).not.toContain("npx bylaw accept");
});
