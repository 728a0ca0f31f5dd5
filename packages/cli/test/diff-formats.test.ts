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
