import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { RegoCompileError } from "@bylaw/engine";
import { expect, test } from "vitest";
import {
  type DiffOptions,
  diff,
  formatJson,
  mapDecisions,
  mergeSummaries,
  type RunRegoTests,
} from "../../src/index.ts";
import { defects, event, folderWith } from "../fixture.ts";

/** Two decisions, so that each part of the log has to do with rules of its own. */
const policy = (read: readonly string[], write: readonly string[]) =>
  ["package t", "default read := false", "default write := false"]
    .concat(read.map((role) => `# ${role} may read\nread if input.role == "${role}"`))
    .concat(write.map((role) => `# ${role} may write\nwrite if input.role == "${role}"`))
    .join("\n\n");
const events = (path: string, role: string, result: boolean) =>
  Array.from({ length: 5 }, (_, index) => event({ path: `t/${path}`, input: { role, index }, result })).join(
    "\n",
  );

const files = {
  "base/p.rego": policy(["kept", "gone"], ["kept"]),
  "base/p_test.rego": "package p_test\n\ntest_base if true\n",
  "head/p.rego": policy(["kept"], ["kept", "new"]),
  "head/p_test.rego": "package p_test\n\ntest_head if true\n",
  "a.ndjson": events("read", "gone", true),
  "b.ndjson": events("write", "new", false),
  "c.ndjson": events("read", "kept", true),
  "head.lcov": "TN:\nSF:head/p.rego\nFN:14,14:a, b\nFNDA:4,14:a, b\nend_of_record\n",
};

function folder(): string {
  const cwd = folderWith({});
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

/** As many tests reach a rule as the row that it stands on; one test fails. */
const runTests: RunRegoTests = async (_, __, rules) => ({
  tests: 30,
  failed: 1,
  notRun: 0,
  reached: rules.map(({ row }) => row),
});

const generatedAt = new Date(0);
const sides = { base: "base", head: "head", generatedAt };
const logs = ["a.ndjson", "b.ndjson", "c.ndjson"];

async function map(cwd: string, log: string, more: Partial<DiffOptions> = {}): Promise<string> {
  const pieces: string[] = [];
  await mapDecisions({ ...sides, cwd, decisions: [log], ...more }, (piece) => {
    pieces.push(piece);
  });
  writeFileSync(join(cwd, `${log}.summary`), pieces.join(""));
  return `${log}.summary`;
}

const merge = (cwd: string, summaries: readonly string[]) =>
  mergeSummaries({ summaries, cwd, decisions: logs, generatedAt });

test.each([
  ["beside the policies", { runTests }],
  ["that wrote coverage", { tests: ["head.lcov"] }],
  ["of both kinds", { runTests, tests: ["head.lcov", "head/p_test.rego"] }],
  ["of none", {}],
] as const)("what tests %s tell is in a merged report as in one of a single run", async (_, more) => {
  const cwd = folder();
  const whole = await diff({ ...sides, cwd, decisions: logs, ...more });
  expect(defects(whole)).toEqual([]);
  const summaries: string[] = [];
  for (const log of logs) summaries.unshift(await map(cwd, log, more));
  const merged = await merge(cwd, summaries);
  expect(formatJson(merged)).toBe(formatJson(whole));
  expect(merged.rules.map(({ name }) => name)).toEqual(["gone may read", "new may write"]);
  expect(merged.rules.some(({ tests }) => (tests ?? 0) > 0)).toBe("runTests" in more || "tests" in more);
});

test("tests of a part that has no changed rule are not run", async () => {
  const cwd = folder();
  const asked: number[] = [];
  const counted: RunRegoTests = (opa, source, rules, options) => {
    asked.push(rules.length);
    return runTests(opa, source, rules, options);
  };
  await map(cwd, "c.ndjson", { runTests: counted, paths: ["t/none"] });
  expect(asked).toEqual([]);
});

test("parts with other tests, or without, are refused", async () => {
  const cwd = folder();
  const a = await map(cwd, "a.ndjson", { runTests });
  const without = await map(cwd, "b.ndjson");
  await expect(merge(cwd, [a, without])).rejects.toThrow("other policies, options or tests");
  const covered = await map(cwd, "b.ndjson", { runTests, tests: ["head.lcov"] });
  await expect(merge(cwd, [a, covered])).rejects.toThrow("other policies, options or tests");
  writeFileSync(join(cwd, "head/p_test.rego"), "package p_test\n\ntest_other if true\n");
  const other = await map(cwd, "b.ndjson", { runTests });
  await expect(merge(cwd, [a, other])).rejects.toThrow("other policies, options or tests");
});

test("a part whose tests took too long, or did not run, says less than one whose did", async () => {
  const cwd = folder();
  const late: RunRegoTests = async (_, __, rules) => ({
    tests: 10,
    failed: 0,
    notRun: 20,
    reached: rules.map(() => 1),
  });
  const broken: RunRegoTests = () =>
    Promise.reject(new RegoCompileError([{ code: "rego_type_error", message: "no", file: "p", row: 1 }]));
  const written = (name: string) => `${events("write", "new", false)}\n`.replaceAll("d-", `${name}-`);
  for (const [name, run] of [
    ["d.ndjson", late],
    ["e.ndjson", broken],
    ["f.ndjson", runTests],
  ] as const) {
    writeFileSync(join(cwd, name), written(name));
    await map(cwd, name, { runTests: run });
  }
  const { tests, rules, warnings } = await merge(cwd, [
    "d.ndjson.summary",
    "e.ndjson.summary",
    "f.ndjson.summary",
  ]);
  expect(tests?.head).toEqual({ run: 30, failed: 1, notRun: 0, coverageFiles: 0 });
  expect(rules.map((rule) => rule.tests)).toEqual([14]);
  expect(warnings.map(({ code }) => code)).toEqual(["testsFailed"]);
});

test("a run that goes on from what was kept has the same column", async () => {
  const cwd = folder();
  const options = { ...sides, cwd, decisions: logs, runTests, tests: ["head.lcov"], resume: "kept" };
  const first = formatJson(await diff(options));
  expect(formatJson(await diff(options))).toBe(first);
  expect(JSON.parse(first).tests.head).toEqual({ run: 30, failed: 1, notRun: 0, coverageFiles: 1 });
});
