import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { bylaw, inFolder } from "./command.ts";

const policy = `package shop

default allow := false

allow if {
	input.user == "ann"
	input.action == "read"
}
`;
const tests = `package shop_test

import data.shop

test_allow if shop.allow with input as {"user": "ann", "action": "read"}

test_user if not shop.allow with input as {"user": "eve", "action": "read"}
`;
const files = { "policy/shop.rego": policy, "policy/shop_test.rego": tests };

describe("bylaw test", () => {
  it("passes, and says so for programs too", () =>
    inFolder(files, async (folder) => {
      const text = await bylaw(folder, ["test", "policy", "--junit", "junit.xml"]);
      expect(text).toMatchObject({ status: 0, stdout: "2 tests: 2 passed\n" });
      expect(await readFile(join(folder, "junit.xml"), "utf8")).toContain(
        '<testsuite name="data.shop_test" tests="2" failures="0" errors="0" skipped="0">',
      );
      const json = await bylaw(folder, ["test", "policy", "--json", "--run", "test_user$"]);
      expect(JSON.parse(json.stdout)).toMatchObject({
        totals: { passed: 1 },
        tests: [{ name: "test_user" }],
      });
    }));

  it("fails with a test, and names its place", () =>
    inFolder(
      { ...files, "policy/shop_test.rego": `${tests}\ntest_wrong if shop.allow\n` },
      async (folder) => {
        const { status, stdout } = await bylaw(folder, ["test", "policy"]);
        expect(status).toBe(1);
        expect(stdout).toContain("FAILED  data.shop_test.test_wrong (policy/shop_test.rego:9)");
      },
    ));

  it("runs the tests of the repository that a TypeScript policy is in", () =>
    inFolder(
      {
        "package.json": "{}",
        "vitest.config.js": "export default { test: { globals: true } };\n",
        "policies/shop.ts": "export default 1;\n",
        "test/shop.test.js": 'it("sells", () => expect(1).toBe(1));\n',
      },
      async (folder) => {
        const { status, stderr } = await bylaw(folder, ["test", "policies/shop.ts"]);
        expect(stderr).toContain("the vitest tests in . pass");
        expect(status).toBe(0);
      },
    ));

  it("fails when less is covered than there must be", () =>
    inFolder(files, async (folder) => {
      const args = ["test", "policy", "--coverage", "--threshold"];
      const short = await bylaw(folder, [...args, "95"]);
      expect(short.status).toBe(1);
      expect(short.stdout).toContain("policy/shop.rego:7:2 never false");
      expect((await bylaw(folder, [...args, "80"])).status).toBe(0);
      const lcov = await bylaw(folder, ["test", "policy", "--coverage", "lcov", "--coverage-file", "c.lcov"]);
      expect(lcov.status).toBe(0);
      expect(await readFile(join(folder, "c.lcov"), "utf8")).toContain("SF:policy/shop.rego");
    }));

  it.each([
    ["no test at all", { "policy/shop.rego": policy }, /no tests in policy/],
    ["a module that does not compile", { "policy/a_test.rego": "package a\n\ntest_x if y" }, /rego_/],
    [
      "documents that contradict",
      { ...files, "policy/a.json": '{"a":1}', "policy/b.json": '{"a":2}' },
      /data\.a/,
    ],
  ])("cannot run %s", (_, contents, message) =>
    inFolder(contents, async (folder) => {
      const { status, stderr } = await bylaw(folder, ["test", "policy"]);
      expect(status).toBe(2);
      expect(stderr).toMatch(message);
    }),
  );
});

describe("bylaw test --from-decisions", () => {
  const event = (id: string, user: string, result: boolean, parts: object = {}) =>
    JSON.stringify({
      decision_id: id,
      path: "shop/allow",
      input: { user, action: "read" },
      result,
      timestamp: "2026-11-24T10:00:00Z",
      ...parts,
    });
  const log = [
    event("a", "ann", true),
    event("b", "eve", false, { nd_builtin_cache: { "time.now_ns": { "[]": 7 } } }),
    event("a", "ann", true),
    event("c", "bob", false, { erased: ["/input/user"] }),
    "{ not an event",
  ].join("\n");
  const args = ["test", "policy", "--from-decisions", "opa.log"];

  it("asks first whether inputs may be shown", () =>
    inFolder({ ...files, "opa.log": log }, async (folder) => {
      const { status, stderr } = await bylaw(folder, args);
      expect(status).toBe(2);
      expect(stderr).toContain("--reveal-inputs");
    }));

  it("writes tests that hold now, and fail with another policy", () =>
    inFolder({ ...files, "opa.log": log }, async (folder) => {
      const { status, stderr } = await bylaw(folder, [...args, "--reveal-inputs", "--output", "recorded"]);
      expect(status).toBe(0);
      expect(stderr).toContain("left out 1: masked");
      expect(stderr).toContain("left out 1: a repetition");
      const run = () => bylaw(folder, ["test", "policy/shop.rego", "recorded"]);
      expect(await run()).toMatchObject({ status: 0, stdout: "2 tests: 2 passed\n" });
      await writeFile(join(folder, "policy/shop.rego"), policy.replace('"ann"', '"eve"'));
      const after = await run();
      expect(after.status).toBe(1);
      expect(after.stdout).toContain("case a");
      expect(after.stdout).toContain("case b");
    }));
});

describe("bylaw mutate", () => {
  it("names what survives in Rego, and reports it", () =>
    inFolder(files, async (folder) => {
      const { status, stdout } = await bylaw(folder, [
        "mutate",
        "policy",
        "--report",
        "m.json",
        "--threshold",
        "90",
      ]);
      expect(status).toBe(1);
      expect(stdout).toContain('policy/shop.rego:7:2 drop a condition: without input.action == "read"');
      expect(stdout).toContain('input    {"user":"ann"}');
      const report = JSON.parse(await readFile(join(folder, "m.json"), "utf8"));
      expect(report).toMatchObject({
        schemaVersion: "2",
        files: { "policy/shop.rego": { language: "rego" } },
      });
      expect((await bylaw(folder, ["mutate", "policy", "--threshold", "50"])).status).toBe(0);
    }));

  it("cannot tell without tests", () =>
    inFolder({ "policy/shop.rego": policy }, async (folder) => {
      expect(await bylaw(folder, ["mutate", "policy"])).toMatchObject({ status: 2 });
    }));
});
