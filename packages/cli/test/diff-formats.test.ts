import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { bylaw, inFolder } from "./command.ts";

const rule = (role: string) => `package t\n\ndefault allow := false\n\nallow if input.role == "${role}"\n`;
const event = { decision_id: "1", path: "t/allow", input: { role: "a" }, result: true, labels: {} };
const files = { "base.rego": rule("a"), "head.rego": rule("b"), "log.ndjson": `${JSON.stringify(event)}\n` };
const diff = [
  "diff",
  "--base",
  "base.rego",
  "--head",
  "head.rego",
  "--decisions",
  "log.ndjson",
  "--fail-on",
  "any",
];

it.each([
  [["--format", "html"], /^<!doctype html>[\s\S]*title="failed"[\s\S]*<\/html>\n$/],
  [["--format", "junit"], /^<\?xml [\s\S]*<failure [\s\S]*<\/testsuites>\n$/],
  [["--format", "tsv"], /^group\tkind\t.*\ng-[0-9a-f]{6}\tlockout\tallow->deny\tt\/allow\t1\t.*\n$/],
  [
    ["--quiet"],
    /^0 grants, 1 lock-out, 0 other; 1 compared, 0 not compared\ngate failed: any \(--fail-on any\)\n$/,
  ],
])("diff %j", (args, printed) =>
  inFolder(files, async (folder) => {
    const { status, stdout, stderr } = await bylaw(folder, [...diff, ...args]);
    expect(status, stderr).toBe(1);
    expect(stdout).toMatch(printed);
  }),
);

it("merges a mapped part into each format", () =>
  inFolder(files, async (folder) => {
    const mapped = await bylaw(folder, ["diff", "map", ...diff.slice(1, 7), "-o", "part.summary"]);
    expect(mapped).toMatchObject({ status: 0 });
    for (const [format, printed] of [
      ["text", "LOCK-OUTS          1"],
      ["markdown", "1 allowed request would no longer be"],
      ["json", '"lockout"'],
      ["html", "<!doctype html>"],
      ["tsv", "\tlockout\t"],
      ["junit", "<failure "],
    ] as const) {
      const merge = ["diff", "merge", "part.summary", "--format", format, "--fail-on", "any"];
      const { status, stdout, stderr } = await bylaw(folder, merge);
      expect(status, stderr).toBe(1);
      expect(stdout).toContain(printed);
    }
  }));

it("counts a denial that becomes an error as those who enforce it read it", () =>
  inFolder(
    { ...files, "head.rego": `${rule("a")}\nallow := false if input.x\n\nallow if input.x\n` },
    async (folder) => {
      const input = { role: "b", x: true };
      await writeFile(join(folder, "log.ndjson"), JSON.stringify({ ...event, input, result: false }));
      const args = [...diff.slice(0, 7), "--fail-on", "grant", "--quiet"];
      expect(await bylaw(folder, args)).toMatchObject({ status: 0 });
      expect(await bylaw(folder, [...args, "--on-error", "allow"])).toMatchObject({
        status: 1,
        stdout:
          "1 grant, 0 lock-outs, 0 other; 1 compared, 0 not compared\ngate failed: grant (--fail-on grant)\n",
      });
      expect(await bylaw(folder, [...args, "--on-error", "ask"])).toMatchObject({ status: 2 });
    },
  ));

it("needs no decisions for a search", () =>
  inFolder(files, async (folder) => {
    const sides = diff.slice(0, 5);
    expect(await bylaw(folder, sides)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/--decisions.*--search 30s/),
    });
    const { status, stdout, stderr } = await bylaw(folder, [...sides, "--search-inputs", "500", "--json"]);
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout).search).toMatchObject({ differences: 2, verdict: "incomparable" });
  }));

it("reads answers as it is told to", () =>
  inFolder(files, async (folder) => {
    const { stdout } = await bylaw(folder, [...diff.slice(0, 7), "--polarity", "t/allow=deny", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      decisions: [{ path: "t/allow", polarity: "deny", polaritySource: "given" }],
      groups: [{ kind: "grant", transition: "deny->allow" }],
    });
    for (const wrong of ["t/allow", "t/allow=no", "=deny"])
      expect(await bylaw(folder, [...diff.slice(0, 7), "--polarity", wrong])).toMatchObject({
        status: 2,
        stderr: expect.stringContaining("PATH=KIND"),
      });
  }));
