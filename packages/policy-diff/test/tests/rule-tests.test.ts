import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type PolicySource, RegoCompileError } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import type { DiffOptions, RunRegoTests } from "../../src/index.ts";
import { defects, event, folderWith, run } from "../fixture.ts";

const policy = (...rules: readonly string[]) =>
  `package t\n\ndefault allow := false\n\n${rules.map((rule) => `# ${rule}\nallow if input.role == "${rule}"\n`).join("\n")}`;
const log = ["kept", "gone", "new"]
  .map((role) => event({ input: { role }, result: role !== "new" }))
  .join("\n");
const files = {
  "base/p.rego": policy("kept", "gone"),
  "base/p_test.rego": "package p_test\n\ntest_base if true\n",
  "head/p.rego": policy("kept", "new"),
  "head/p_test.rego": "package p_test\n\ntest_head if true\n",
};

interface Asked {
  readonly modules: PolicySource["modules"];
  readonly rows: readonly number[];
}

/** Tests of which each rule is reached by as many as the row that it stands on. */
function runner(outcome: Partial<Awaited<ReturnType<RunRegoTests>>> = {}) {
  const asked: Asked[] = [];
  const runTests: RunRegoTests = async (_, { modules }, rules) => {
    asked.push({ modules, rows: rules.map(({ row }) => row) });
    return { tests: 9, failed: 0, notRun: 0, reached: rules.map(({ row }) => row), ...outcome };
  };
  return { asked, runTests };
}

function folder(more: Readonly<Record<string, string>> = {}): string {
  const cwd = folderWith({ "log.ndjson": log });
  for (const [name, text] of Object.entries({ ...files, ...more })) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  return cwd;
}

async function report(cwd: string, options: Partial<DiffOptions>) {
  const ran = await run({ base: "base", head: "head", decisions: ["log.ndjson"], cwd, ...options });
  expect(defects(ran.report)).toEqual([]);
  return ran.report;
}

const lcov = (file: string, row: number, times: number) =>
  `TN:\nSF:${file}\nFN:${row},${row}:a, b\nFNDA:${times},${row}:a, b\nend_of_record\n`;

describe("tests beside the policies", () => {
  test("head's tell of rules that are there, base's of those that are gone", async () => {
    const { asked, runTests } = runner();
    const { rules, tests } = await report(folder(), { runTests });
    expect(rules.map(({ name, change, tests: times }) => [name, change, times])).toEqual([
      ["gone", "removed", 9],
      ["new", "new", 9],
    ]);
    expect(asked.map(({ modules, rows }) => [modules["p_test.rego"], rows])).toEqual([
      [files["base/p_test.rego"], [9]],
      [files["head/p_test.rego"], [9]],
    ]);
    const one = { run: 9, failed: 0, notRun: 0, coverageFiles: 0 };
    expect(tests).toEqual({ base: one, head: one });
  });

  test("of a policy that is one file are those that have its name", async () => {
    const { asked, runTests } = runner();
    const cwd = folder({ "head/other_test.rego": "package o\n\ntest_o if true\n" });
    await report(cwd, { base: "base/p.rego", head: "head/p.rego", runTests });
    expect(asked.map(({ modules }) => Object.keys(modules).sort())).toEqual([
      ["p.rego", "p_test.rego"],
      ["p.rego", "p_test.rego"],
    ]);
  });

  test("are not run where no rule differs, or nobody runs them", async () => {
    const { asked, runTests } = runner();
    expect(await report(folder(), { base: "head", minComparable: 0, runTests })).not.toHaveProperty("tests");
    expect(asked).toEqual([]);
    const { rules, tests } = await report(folder(), {});
    expect([tests, ...rules.map((rule) => rule.tests)]).toEqual([undefined, undefined, undefined]);
  });

  test("that fail, or are too many, are said", async () => {
    const { runTests } = runner({ failed: 2, notRun: 3 });
    const { warnings } = await report(folder(), { runTests });
    expect(warnings.map(({ code, count }) => [code, count])).toEqual([
      ["testsFailed", 2],
      ["testsNotRun", 3],
      ["testsFailed", 2],
      ["testsNotRun", 3],
    ]);
  });

  test("that do not compile say nothing, and the rest of the report stands", async () => {
    const errors = [{ code: "rego_type_error", message: "no", file: "p_test.rego", row: 3 }];
    const runTests: RunRegoTests = () => Promise.reject(new RegoCompileError(errors));
    const { rules, warnings, totals } = await report(folder(), { runTests });
    expect(rules.map((rule) => rule.tests)).toEqual([undefined, undefined]);
    expect(totals.changed).toBe(2);
    expect(warnings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^testsInvalid the tests of base .*p_test\.rego:3/),
      expect.stringMatching(/^testsInvalid the tests of head .*p_test\.rego:3/),
    ]);
  });
});

test("whatever fails in tests, the report stands; where the run is ended, it ends", async () => {
  const failing: RunRegoTests = () => Promise.reject(new RangeError("s3cret"));
  const { warnings, totals } = await report(folder(), { runTests: failing });
  expect(totals.changed).toBe(2);
  expect(warnings.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^the tests of base cannot be run, .*: RangeError$/),
    expect.stringMatching(/^the tests of head cannot be run, .*: RangeError$/),
  ]);
  const ended = new AbortController();
  const runTests: RunRegoTests = async (_opa, _source, _rules, { signal }) => {
    ended.abort();
    signal?.throwIfAborted();
    throw new Error("went on");
  };
  await expect(report(folder(), { runTests, signal: ended.signal })).rejects.toMatchObject({
    name: "AbortError",
  });
});

describe("tests that are named", () => {
  test("in Rego are run with head, each once, and the policy in their folder is not taken twice", async () => {
    const { asked, runTests } = runner();
    const more = "package more_test\n\ntest_more if true\n";
    const cwd = folder({ "tests/more_test.rego": more, "tests/copy.rego": files["head/p.rego"] });
    await report(cwd, { runTests, tests: ["tests", "head", "tests/more_test.rego"] });
    expect(asked.map(({ modules }) => Object.keys(modules))).toEqual([
      ["p.rego", "p_test.rego"],
      ["p.rego", "p_test.rego", "tests/more_test.rego"],
    ]);
  });

  test("as coverage are read, by the end of the file's name and the row", async () => {
    const cwd = folder({
      "cov.lcov": lcov("/repo/head/p.rego", 9, 4) + lcov("/repo/head/other.rego", 9, 7),
      "cov.json": JSON.stringify({
        bodies: [{ name: "allow", range: { file: "head\\p.rego", line: 9 }, held: "tests", times: 2 }],
      }),
    });
    const timesIn = async (...tests: string[]) => {
      const { rules, tests: summary, warnings } = await report(cwd, { tests });
      return [rules.find(({ name }) => name === "new")?.tests, summary, warnings.map(({ code }) => code)];
    };
    const summary = (coverageFiles: number) => ({
      base: null,
      head: { run: 0, failed: 0, notRun: 0, coverageFiles },
    });
    expect(await timesIn("cov.lcov")).toEqual([4, summary(1), []]);
    expect(await timesIn("cov.json")).toEqual([2, summary(1), []]);
    expect(await timesIn("cov.json", "cov.lcov")).toEqual([6, summary(2), []]);
  });

  test("as coverage of another version, or of two files of one name, say nothing of a rule", async () => {
    const cwd = folder({
      "row.lcov": lcov("head/p.rego", 8, 4),
      "two.lcov": lcov("a/p.rego", 9, 4) + lcov("b/p.rego", 9, 7),
      "inside.lcov": lcov("head/xp.rego", 9, 4),
    });
    for (const name of ["row.lcov", "two.lcov", "inside.lcov"]) {
      const { rules, warnings } = await report(cwd, { tests: [name] });
      expect(rules.map((rule) => rule.tests)).toEqual([undefined, undefined]);
      expect(warnings.map(({ code, count }) => [code, count])).toEqual([["coverageLacksRules", 1]]);
    }
  });

  test.each([
    ["nothing.lcov", undefined, "does not exist"],
    ["empty", undefined, "does not exist"],
    ["text.lcov", "hello", "neither Rego nor coverage"],
    ["opa.json", '{"files": {}, "coverage": 1}', "neither Rego nor coverage"],
    ["broken.json", '{"bodies": [', "neither Rego nor coverage"],
    ["rows.json", '{"bodies": [{"range": {"file": "p.rego", "line": -1}, "times": 1}]}', "neither Rego nor"],
  ])("%s is refused before a log is read", async (name, text, said) => {
    const cwd = folder(text === undefined ? {} : { [name]: text });
    await expect(report(cwd, { tests: [name] })).rejects.toMatchObject({
      code: "testsInvalid",
      message: expect.stringContaining(said),
    });
  });
});
