import { expect, it } from "vitest";
import { bylaw, inFolder, policy } from "./command.ts";

const rego = (role: string) => `package t\n\ndefault allow := false\n\nallow if input.role == "${role}"\n`;
const event = { decision_id: "1", path: "t/allow", input: { role: "a" }, result: true, labels: {} };
const files = {
  "base/t.rego": rego("a"),
  "head/t.rego": rego("b"),
  "head/t_test.rego":
    'package t_test\n\nimport data.t\n\ntest_b if t.allow with input as {"role": "b"}\n\ntest_c if not t.allow with input as {"role": "c"}\n',
  "more/more_test.rego":
    'package more_test\n\nimport data.t\n\ntest_b if t.allow with input as {"role": "b"}\n',
  "log.ndjson": `${JSON.stringify(event)}\n`,
};
const diff = ["diff", "--base", "base", "--head", "head", "--decisions", "log.ndjson"];

it.each([
  ["text", "new: recorded 0 → 0, tests 1"],
  ["markdown", "| rule | change | recorded, base | recorded, head | tests |"],
  ["json", '"tests": 1'],
  ["html", "Tests of head: 2 tests."],
  ["junit", "new: recorded 0 → 0, tests 1"],
])("tells in %s which changed rules tests reach", (format, printed) =>
  inFolder(files, async (folder) => {
    const { status, stdout, stderr } = await bylaw(folder, [...diff, "--format", format]);
    expect(status, stderr).toBe(0);
    expect(stdout).toContain(printed);
  }),
);

it("runs tests that are named, and none where none are wanted", () =>
  inFolder(files, async (folder) => {
    const more = await bylaw(folder, [...diff, "--tests", "more"]);
    expect(more.stdout).toContain("new: recorded 0 → 0, tests 2");
    const none = await bylaw(folder, [...diff, "--no-tests"]);
    expect(none.stdout).toContain("recorded 1 → 0\n");
  }));

it("reads what tests of TypeScript covered, and runs nothing of them", () => {
  const text = policy('input.attributes.request.http.path === "/a"');
  const changed = policy('input.attributes.request.http.path === "/b"', 'throw new Error("run");');
  const at = (changed.split("\n").findIndex((line) => line.includes('"the rule"')) ?? 0) + 1;
  const lcov = `TN:\nSF:policies/p.ts\nFN:${at},${at}:the rule\nFNDA:3,${at}:the rule\nend_of_record\n`;
  const request = { attributes: { request: { http: { path: "/a" } } } };
  const log = JSON.stringify({ ...event, path: "shop/allow", input: request, result: true });
  const sides = { "old/p.ts": text, "policies/p.ts": changed.replace('throw new Error("run");', "") };
  return inFolder({ ...sides, "cov.lcov": lcov, "log.ndjson": `${log}\n` }, async (folder) => {
    const args = ["diff", "--base", "old/p.ts", "--head", "policies/p.ts", "--decisions", "log.ndjson"];
    const { stdout, stderr } = await bylaw(folder, [
      ...args,
      "--tests",
      "cov.lcov",
      "--min-comparable",
      "0",
      "--json",
    ]);
    expect(JSON.parse(stdout).rules, stderr).toMatchObject([{ name: "the rule", tests: 3 }]);
  });
});

it("asks tests of each mapped part, and merges what they say", () =>
  inFolder(files, async (folder) => {
    const map = ["diff", "map", ...diff.slice(1), "--tests", "more", "-o"];
    expect(await bylaw(folder, [...map, "part.summary"])).toMatchObject({ status: 0 });
    const merged = await bylaw(folder, ["diff", "merge", "part.summary"]);
    expect(merged.stdout, merged.stderr).toContain("new: recorded 0 → 0, tests 2");
    expect(await bylaw(folder, [...map, "other.summary", "--no-tests"])).toMatchObject({ status: 0 });
    const without = await bylaw(folder, ["diff", "merge", "other.summary"]);
    expect(without.stdout).toContain("recorded 1 → 0\n");
    const both = await bylaw(folder, ["diff", "merge", "part.summary", "other.summary"]);
    expect(both).toMatchObject({ status: 2, stderr: expect.stringContaining("tests") });
  }));
