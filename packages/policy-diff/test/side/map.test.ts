import { describe, expect, test } from "vitest";
import type { DiffOptions } from "../../src/index.ts";
import { event, folderWith, run } from "../fixture.ts";

const base = 'package authz\n\ndefault allow := false\n\nallow if input.user == "a"\n\nother := 1\n';
const head = 'package authz.v2\n\ndefault permit := false\n\npermit if input.user in {"a", "b"}\n';
const log = [
  event({ path: "authz/allow", input: { user: "a" }, result: true }),
  event({ path: "authz/allow", input: { user: "b" }, result: false }),
  event({ path: "authz/v2/permit", input: { user: "c" }, result: false }),
  event({ path: "authz/v2/permit", input: { user: "b" }, result: false }),
].join("\n");

function compare(options: Partial<DiffOptions>) {
  const cwd = folderWith({ "base.rego": base, "head.rego": head, "log.ndjson": log });
  return run({ base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd, ...options });
}

describe("a decision that head has at another path", () => {
  test("is undefined there when nobody says so", async () => {
    const { report } = await compare({ paths: ["authz/allow"] });
    expect(report.transitions).toMatchObject({ "allow->undefined": 1, "deny->undefined": 1 });
    expect(report.decisions).toMatchObject([{ path: "authz/allow", sides: ["base"] }]);
  });

  test.each(["javascript", "opa"] as const)("is compared with the one it became, by %s", async (engine) => {
    const { report } = await compare({ map: { "authz/allow": "/authz/v2/permit" }, engine });
    expect(report.totals).toMatchObject({ events: 4, unchanged: 2, changed: 2, indeterminate: 0 });
    expect(report.transitions).toMatchObject({ "deny->allow": 2, "allow->allow": 1, "deny->deny": 1 });
    // What the log calls it, also where it was recorded after the change.
    expect(report.groups.map(({ path, cause }) => [path, cause])).toEqual([
      ["authz/allow", "policy"],
      ["authz/v2/permit", "policy"],
    ]);
    expect(report.groups[0]?.rules.head).toMatchObject([{ name: "permit", file: "head.rego", row: 5 }]);
    expect(report.options.map).toEqual({ "authz/allow": "authz/v2/permit" });
  });

  test("is searched, and explained", async () => {
    let explained = 0;
    const { report } = await compare({
      map: { "authz/allow": "authz/v2/permit" },
      search: { inputs: 2_000 },
      onExplanation: ({ groups }) => {
        explained = groups.filter(({ events }) =>
          events.some(({ lines }) => (lines.head ?? []).length > 0),
        ).length;
      },
    });
    expect(report.search?.decisions.find(({ path }) => path === "authz/allow")).toMatchObject({
      verdict: "morePermissive",
    });
    expect(explained).toBeGreaterThan(0);
  });

  test.each([
    [{ "authz/nothing": "authz/v2/permit" }, /base has no decision authz\/nothing/],
    [{ "authz/allow": "authz/v2/nothing" }, /head has no decision/],
    [{ "authz/allow": "/" }, /takes decision paths/],
    [
      { "authz/allow": "authz/v2/permit", "authz/other": "authz/v2/permit" },
      /two decisions of base the same path/,
    ],
  ])("%j is refused", async (map, message) => {
    await expect(compare({ map })).rejects.toMatchObject({
      code: "optionInvalid",
      message: expect.stringMatching(message),
    });
  });
});
