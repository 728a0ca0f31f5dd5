import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffOptions, diff, type Explanation, formatJson } from "../../src/index.ts";
import { event, folderWith, sample } from "../fixture.ts";

const recorded = readFileSync(join(sample, "decisions.ndjson"), "utf8")
  .split("\n")
  .filter((line, index) => line.includes('"decision_id"') || index % 20 === 0);
const policies = {
  "base.rego": readFileSync(join(sample, "base.rego"), "utf8"),
  "head.rego": readFileSync(join(sample, "head.rego"), "utf8"),
};

const two = (number: number) => String(number).padStart(2, "0");

/** Recorded lines again and again, with other ids and times, some of them damaged or repeated. */
function manyLines(seed: number): string {
  const choices = fc.sample(
    fc.record({
      line: fc.nat(recorded.length - 1),
      id: fc.uuid({ version: 4 }),
      hour: fc.nat(23),
      second: fc.nat(59),
      repeats: fc.nat(40),
      damage: fc.nat(20),
      at: fc.nat(4_000),
    }),
    { numRuns: 800, seed },
  );
  let last = "";
  return choices
    .map(({ line, id, hour, second, repeats, damage, at }) => {
      if (repeats === 0) return last;
      let text = (recorded[line] ?? "")
        .replace(/"decision_id":"[^"]*"/, `"decision_id":"${id}"`)
        .replace(/"timestamp":"([^"]{11})..(:..:)../, `"timestamp":"$1${two(hour)}$2${two(second)}`);
      if (damage === 0) text = text.slice(0, at) + text.slice(at + 1);
      if (damage === 1) text = text.replace('"method"', '"m\\u0065thod"');
      if (damage === 2) text = text.replace('"result":', '"result" : ');
      if (damage === 3) text = text.replace('"result":true', '"result":false');
      if (damage === 4) text = text.replace(/"decision_id":"[^"]*"/, `"decision_id":"no uuid ${at % 50}"`);
      last = text;
      return text;
    })
    .join("\n");
}

async function reports(cwd: string, options: Partial<DiffOptions> = {}) {
  const given = {
    base: "base.rego",
    head: "head.rego",
    decisions: ["*.ndjson"],
    cwd,
    generatedAt: new Date(0),
    ...options,
  };
  // With rows, each event is parsed, in one piece.
  const exact = await explained({ ...given, onRow: () => undefined });
  return {
    ...exact,
    exact: exact.text,
    quick: (bytes: number) => explained({ ...given, shardBytes: bytes }).then(({ text }) => text),
  };
}

async function explained(options: DiffOptions) {
  let explanation: Explanation | undefined;
  const report = await diff({ ...options, onExplanation: (found) => (explanation = found) });
  return { report, totals: report.totals, text: formatJson(report) + JSON.stringify(explanation) };
}

describe("events that are alike are counted as if each was parsed", () => {
  test.each([1, 2])("over recorded lines and damaged ones, seed %i", async (seed) => {
    const cwd = folderWith({ ...policies, "log.ndjson": manyLines(seed) });
    const { exact, quick, report, totals } = await reports(cwd);
    expect(totals.changed).toBeGreaterThan(5);
    expect(report.hours.filter(({ grant, lockout }) => grant + lockout > 0).length).toBeGreaterThan(5);
    expect(totals.unreadable).toBeGreaterThan(0);
    expect(totals.duplicate).toBeGreaterThan(5);
    expect(await quick(1 << 30)).toBe(exact);
    expect(await quick(150_000)).toBe(exact);
  });

  test("over several files, in which decisions are repeated", async () => {
    const text = manyLines(3);
    const cwd = folderWith({ ...policies, "a.ndjson": text, "b.ndjson": text, "c.ndjson": manyLines(4) });
    const { exact, quick, totals } = await reports(cwd);
    expect(totals.duplicate).toBeGreaterThan(500);
    expect(await quick(100_000)).toBe(exact);
  });

  test("with masks around and in what is read, some of which made the objects around them", async () => {
    const conditions = ["input.a.b.c == 1", "input.a.x", "not input.a.b", 'input.list[0].n == "y"'];
    const policy = (more: string) =>
      `package t\n\nb := input.a.b\n\n${[...conditions, more].map((text) => `allow if ${text}\n`).join("\n")}`;
    const inputs = [
      {},
      { a: {} },
      { a: { b: {} } },
      { a: { b: { c: 1 } } },
      { a: { b: { c: 2, d: 3 }, x: false } },
    ];
    const odd = [
      { a: "text" },
      { a: { b: 7 } },
      { a: { b: { d: 4 } } },
      { a: [{ b: 1 }] },
      { list: [{ n: "y" }] },
    ];
    const pointers = [
      "/input/a",
      "/input/a/b",
      "/input/a/b/c",
      "/input/a/b/d",
      "/input/a/x",
      "/input/list/0/n",
    ];
    const choices = fc.sample(
      fc.record({
        input: fc.constantFrom(...inputs, ...odd),
        result: fc.constantFrom(true, undefined),
        erased: fc.option(fc.subarray(pointers, { maxLength: 2 }), { nil: undefined }),
        masked: fc.option(fc.subarray(pointers, { maxLength: 2 }), { nil: undefined }),
        note: fc.nat(3),
      }),
      { numRuns: 1_500, seed: 5 },
    );
    const log = choices.map((members, index) => event({ decision_id: `d${index}`, ...members }));
    const files = {
      "base.rego": policy("b.d == 3"),
      "head.rego": policy("b.d == 4"),
      "log.ndjson": log.join("\n"),
    };
    const { exact, quick, totals } = await reports(folderWith(files), { minComparable: 0 });
    expect(totals.indeterminate).toBeGreaterThan(100);
    expect(totals.unchanged).toBeGreaterThan(100);
    expect(await quick(1 << 30)).toBe(exact);
    expect(await quick(20_000)).toBe(exact);
  });

  test("without input, without time, out of scope, and with a mask on what is read", async () => {
    const policy = (user: string) =>
      `package t\n\ndefault allow := false\n\nallow if input.user == "${user}"\n\nallow if input.ticket\n`;
    const kinds = [
      { input: { user: "a" }, result: true },
      { input: { user: "b" }, result: false },
      { result: false },
      { path: "other/allow", result: true },
      { path: `other/${"x".repeat(5_000)}`, result: true },
      { input: { user: "c" }, result: false, erased: ["/input/ticket"] },
      { input: { user: "a" }, result: true, masked: ["/input/note"] },
      { input: { user: "a" }, result: false },
      { input: null, error: "EOF" },
      { path: undefined, query: "data.t.allow = x", input: { user: "a" }, result: [{ x: true }] },
      { input: { user: "a" }, result: true, timestamp: undefined },
      { input: { user: "a" }, result: true, decision_id: undefined },
    ];
    const log = Array.from({ length: 400 }, (_, index) =>
      event({ decision_id: `d${index}`, ...kinds[index % kinds.length] }),
    );
    const files = { "base.rego": policy("a"), "head.rego": policy("b"), "log.ndjson": log.join("\n") };
    const { exact, quick, report } = await reports(folderWith(files), { confirmSample: 5 });
    expect(report.warnings.map(({ code }) => code)).toContain("longPath");
    expect(await quick(1 << 30)).toBe(exact);
    const named = log.filter((line) => line.includes("decision_id"));
    const again = await reports(folderWith({ ...files, "log.ndjson": named.join("\n") }));
    expect(await again.quick(5_000)).toBe(again.exact);
  });

  test("while others wait for opa, and where base gives another answer than the record, by the hour", async () => {
    const policy = (more: string) =>
      `package t\n\ndefault allow := false\n\nallow if input.user == "a"\n\nallow if ${more}\n\nlevel := input.level * 2\n`;
    const kinds = [
      { input: { user: "a", level: 1 }, result: true },
      { input: { user: "b", level: 1 }, result: false },
      { input: { user: "c", level: 2 }, result: false },
      // Base gives another answer.
      { input: { user: "b", level: 3 }, result: true, bundles: { a: { revision: "r1" } } },
      { input: { user: "a", level: 3 }, result: false, bundles: { a: { revision: "r2" } } },
      { path: "t/level", input: { level: 2 }, result: 4 },
      { path: "t/level", input: { level: "x" }, error: "eval_type_error: no number" },
      // Only opa decides what a whole package is.
      { path: "t", input: { user: "a", level: 4 }, result: { allow: true, level: 8 } },
      { path: "t", input: { user: "b", level: 5 }, result: { allow: false, level: 10 } },
      { path: "t", input: { user: "b", level: 5 }, result: { allow: true, level: 10 } },
    ];
    const choices = fc.sample(
      fc.record({ kind: fc.nat(kinds.length - 1), hour: fc.nat(5), note: fc.nat(40) }),
      { numRuns: 3_000, seed: 6 },
    );
    const log = choices.map(({ kind, hour, note }, index) => {
      const { input, ...members } = kinds[kind] ?? {};
      const id = index % 500 === 499 ? index - 7 : index;
      return event({
        decision_id: `d${id}`,
        timestamp: `2026-01-02T${two(hour)}:00:${two(index % 60)}Z`,
        ...members,
        input: { ...input, note: "n".repeat(note) },
      });
    });
    const files = {
      "base.rego": policy('input.user == "d"'),
      "head.rego": policy('input.user == "b"'),
      "log.ndjson": log.join("\n"),
    };
    const { exact, quick, report, totals } = await reports(folderWith(files), { minComparable: 0 });
    expect(report.mismatches.length).toBeGreaterThan(10);
    expect(totals.changed).toBeGreaterThan(500);
    expect(totals.duplicate).toBe(6);
    expect(await quick(1 << 30)).toBe(exact);
    expect(await quick(60_000)).toBe(exact);
  });

  test("and rows come in the order of the log, though an event waits", async () => {
    const mismatch = (revision: string, hour: number, members: object) => ({
      bundles: { a: { revision } },
      timestamp: `2026-01-02T${two(hour)}:00:00Z`,
      input: { user: "b" },
      ...members,
    });
    const decision = { result: true };
    const log = [
      ...[1, 2, 3].map(() => mismatch("known", 0, decision)),
      mismatch("waits", 1, { path: "t", result: { allow: true } }),
      mismatch("known", 2, decision),
    ].map((members, index) => event({ decision_id: `d${index}`, ...members }));
    const files = {
      "base.rego": 'package t\n\ndefault allow := false\n\nallow if input.user == "a"\n',
      "head.rego": "package t\n\ndefault allow := false\n",
      "log.ndjson": log.join("\n"),
    };
    const { exact, quick, report } = await reports(folderWith(files), { minComparable: 0 });
    expect(report.mismatches.map(({ hour }) => hour.slice(-2))).toEqual(["00", "01", "02"]);
    expect(await quick(1 << 30)).toBe(exact);
  });
});
