import { describe, expect, test } from "vitest";
import type { DiffOptions } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

const policy = (least: number) => `package t

default allow := false

allow if input.user == "root"

allow if corp.lookup(input.user, "level") >= ${least}

loose if {
	some x in input.list
	corp.lookup(x, "level") == 1
}
`;

const capabilities = JSON.stringify({
  builtins: [
    {
      name: "corp.lookup",
      decl: { type: "function", args: [{ type: "string" }, { type: "string" }], result: { type: "any" } },
    },
  ],
});

const calls = (user: string, level: number) => ({
  nd_builtin_cache: { "corp.lookup": { [JSON.stringify([user, "level"])]: level } },
});
const log = [
  event({ input: { user: "a" }, result: true, ...calls("a", 3) }),
  event({ input: { user: "b" }, result: false, ...calls("b", 1) }),
  event({ input: { user: "c" }, result: true, ...calls("c", 2) }),
  event({ input: { user: "d" }, result: true }),
  // Whatever the call gives, the answer is the same.
  event({ input: { user: "root" }, result: true }),
].join("\n");

function compare(options: Partial<DiffOptions> = {}) {
  const files = { "base.rego": policy(2), "head.rego": policy(3), "log.ndjson": log };
  const cwd = folderWith({ ...files, "capabilities.json": capabilities, "wrong.json": '{"builtins": [1]}' });
  return run({
    base: "base.rego",
    head: "head.rego",
    decisions: ["log.ndjson"],
    cwd,
    capabilities: "capabilities.json",
    minComparable: 0,
    ...options,
  });
}

describe("a builtin of somebody's own OPA", () => {
  test.each(["javascript", "opa"] as const)("is answered from the record, by %s", async (engine) => {
    const { report, rows } = await compare({ engine });
    expect(rows.map((row) => row.class)).toEqual([
      "unchanged",
      "unchanged",
      "changed",
      "indeterminate",
      "unchanged",
    ]);
    expect(report.indeterminate).toMatchObject([{ reason: "unsupportedBuiltin", paths: ["corp.lookup"] }]);
    expect(report.confirmed.disagreements).toBe(0);
  });

  test("does not compile where it is not declared", async () => {
    const cwd = folderWith({ "p.rego": policy(2), "log.ndjson": log });
    const ran = run({ base: "p.rego", head: "p.rego", decisions: ["log.ndjson"], cwd });
    await expect(ran).rejects.toMatchObject({
      code: "policyInvalid",
      message: expect.stringMatching(/p\.rego:\d+.*corp\.lookup/s),
    });
  });

  test.each([
    ["missing.json", /cannot be read/],
    ["wrong.json", /no capabilities document/],
    ["base.rego", /no capabilities document/],
  ])("%s declares nothing", async (file, message) => {
    await expect(compare({ capabilities: file })).rejects.toMatchObject({
      code: "optionInvalid",
      message: expect.stringMatching(message),
    });
  });
});
