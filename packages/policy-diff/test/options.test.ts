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

  test("only events of an OPA with all of the labels", async () => {
    const labelled = [
      at("2026-01-01T00:00:00Z", { labels: { region: "eu", tier: "gold" } }),
      at("2026-01-01T00:00:01Z", { labels: { region: "eu" } }),
      at("2026-01-01T00:00:02Z", { labels: "none" }),
    ].join("\n");
    const { report } = await runOn(both, both, labelled, { labels: { region: "eu", tier: "gold" } });
    expect(report.totals).toMatchObject({ read: 3, events: 1, outOfScope: 2 });
  });

  test("a sample is the same whatever else is in the log, and in no total", async () => {
    const events = Array.from({ length: 400 }, (_, index) =>
      at("2026-01-01T00:00:00Z", { decision_id: `d${index}` }),
    );
    const idsOf = async (log: readonly string[]) => {
      const { report, rows } = await runOn(both, both, log.join("\n"), { sample: 0.25 });
      expect(report.totals.read + report.sampling.passedOver).toBe(log.length);
      expect(report.sampling).toMatchObject({ method: "decisionId", rate: 0.25, limit: null });
      return rows.map((row) => row.decision_id);
    };
    const all = await idsOf(events);
    expect(all.length).toBeGreaterThan(60);
    expect(all.length).toBeLessThan(140);
    const half = await idsOf(events.slice(200).reverse());
    expect([...half].reverse()).toEqual(all.filter((id) => Number(id?.slice(1)) >= 200));
  });

  test("no more than the limit are read", async () => {
    const { report } = await runOn(both, both, log, { limit: 2 });
    expect(report.totals.read).toBe(2);
    expect(report.sampling).toEqual({ method: "all", rate: 1, limit: 2, passedOver: 0 });
  });

  test("a pipeline's wrapper by its pointer, and what OPA says is missing as a warning", async () => {
    const wrapped = [
      JSON.stringify({ at: { line: at("2026-01-01T00:00:00Z") } }),
      JSON.stringify({ level: "error", msg: "Decision log dropped as rate limit exceeded." }),
    ].join("\n");
    const { report } = await runOn(both, both, wrapped, { unwrap: ["/at/line"] });
    expect(report.totals.events).toBe(1);
    expect(report.sources.map(({ envelopes, lost }) => ({ envelopes, lost }))).toEqual([
      { envelopes: ["/at/line"], lost: 1 },
    ]);
    expect(report.warnings.map(({ code }) => code)).toEqual(["decisionsLost"]);
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
  [{ sample: 0 }, "optionInvalid"],
  [{ limit: 1.5 }, "optionInvalid"],
  [{ unwrap: ["payload"] }, "optionInvalid"],
  [{ decisions: [] }, "decisionsNotFound"],
])("%o is refused", async (options, code) => {
  const failed = await runOn(policy, policy, "", options).catch((error: unknown) => error);
  expect(failed instanceof DiffFailed ? failed.code : failed).toBe(code);
});
