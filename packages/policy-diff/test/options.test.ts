import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { DiffFailed, type DiffProgress } from "../src/index.ts";
import { event, folderWith, run, runOn } from "./fixture.ts";

const policy = 'package t\n\ndefault allow := false\n\nallow if input.user == "a"\n';
const at = (timestamp: string, more: Readonly<Record<string, unknown>> = {}) =>
  event({ input: { user: "a" }, result: true, timestamp, ...more });

describe("which events are compared", () => {
  const log = [
    at("2026-01-01T00:00:00Z"),
    at("2026-01-02T00:00:00Z"),
    at("2026-01-03T00:00:00Z"),
    at("2026-01-02T12:00:00Z", { path: "t/other" }),
  ].join("\n");
  const both = `${policy}\nother if input.user == "a"\n`;

  test("since is inclusive and until is not; the others are out of scope", async () => {
    const { report } = await runOn(both, both, log, {
      since: new Date("2026-01-02T00:00:00Z"),
      until: new Date("2026-01-03T00:00:00Z"),
    });
    expect(report.totals).toMatchObject({ read: 4, events: 2, outOfScope: 2 });
  });

  test("only the paths that are named", async () => {
    const { report } = await runOn(both, both, log, { paths: ["/t/other"] });
    expect(report.decisions.map(({ path }) => path)).toEqual(["t/other"]);
    expect(report.totals).toMatchObject({ events: 1, outOfScope: 3 });
  });
});

test("standard input, files, folders and globs; each file is read once", async () => {
  const cwd = folderWith({
    "p.rego": policy,
    "one.ndjson": at("2026-01-01T00:00:00Z"),
    "two.ndjson": at("2026-01-02T00:00:00Z"),
  });
  const { report } = await run({
    base: "p.rego",
    head: "p.rego",
    decisions: ["-", "two.ndjson", "*.ndjson", "."],
    stdin: Readable.from([at("2026-01-03T00:00:00Z").slice(0, 20), at("2026-01-03T00:00:00Z").slice(20)]),
    cwd,
  });
  expect(report.sources.map(({ name, events }) => [name, events])).toEqual([
    ["(standard input)", 1],
    ["two.ndjson", 1],
    ["one.ndjson", 1],
  ]);
  expect(report.window).toEqual({ from: "2026-01-01T00:00:00Z", to: "2026-01-03T00:00:00Z" });
});

test("more events than a batch holds", async () => {
  const events = Array.from({ length: 4_500 }, (_, index) =>
    event({
      decision_id: `d${index}`,
      input: { user: index % 9 === 0 ? "a" : "b" },
      result: index % 9 === 0,
    }),
  );
  const progress: DiffProgress[] = [];
  const { report, rows } = await runOn(policy, policy.replace('"a"', '"b"'), events.join("\n"), {
    engine: "opa-wasm",
    onProgress: (step) => progress.push(step),
  });
  expect(report.totals).toMatchObject({ events: 4_500, changed: 4_500 });
  expect(report.transitions).toMatchObject({ "allow->deny": 500, "deny->allow": 4_000 });
  expect(rows.map(({ decision_id }) => decision_id)).toEqual(events.map((_, index) => `d${index}`));
  expect(progress.at(-1)).toMatchObject({ stage: "report", events: 4_500, files: { done: 1, total: 1 } });
});

test.each([
  [{ minComparable: 95 }, "optionInvalid"],
  [{ confirmSample: -1 }, "optionInvalid"],
  [{ since: new Date("yesterday") }, "optionInvalid"],
  [{ decisions: [] }, "decisionsNotFound"],
])("%o is refused", async (options, code) => {
  const failed = await runOn(policy, policy, "", options).catch((error: unknown) => error);
  expect(failed instanceof DiffFailed ? failed.code : failed).toBe(code);
});
