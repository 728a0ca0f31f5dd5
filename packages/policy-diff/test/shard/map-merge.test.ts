import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type DiffOptions, diff, formatJson, mapDecisions, mergeSummaries } from "../../src/index.ts";
import { folderWith, sample } from "../fixture.ts";

const recorded = readFileSync(join(sample, "decisions.ndjson"), "utf8").split("\n");
const half = Math.floor(recorded.length / 2);
const files = {
  "base.rego": readFileSync(join(sample, "base.rego"), "utf8"),
  "head.rego": readFileSync(join(sample, "head.rego"), "utf8"),
  "a.ndjson": recorded.slice(0, half).join("\n"),
  "b.ndjson": recorded.slice(half).join("\n"),
};
const generatedAt = new Date(0);
const optionsIn = (cwd: string): DiffOptions => ({
  base: "base.rego",
  head: "head.rego",
  decisions: ["*.ndjson"],
  cwd,
  generatedAt,
  shardBytes: 20_000,
});

async function map(cwd: string, log: string, more: Partial<DiffOptions> = {}) {
  let text = "";
  await mapDecisions({ ...optionsIn(cwd), decisions: [log], ...more }, (piece) => {
    text += piece;
  });
  const name = `${log}.summary`;
  writeFileSync(join(cwd, name), text);
  return { name, text };
}

test("summaries of parts, in any order, give the report of one run", async () => {
  const cwd = folderWith(files);
  const whole = formatJson(await diff(optionsIn(cwd)));
  const b = await map(cwd, "b.ndjson");
  const a = await map(cwd, "a.ndjson", { shardBytes: 20_000, workers: 3 });
  const merged = await mergeSummaries({
    summaries: [b.name, a.name],
    cwd,
    decisions: ["*.ndjson"],
    generatedAt,
  });
  expect(formatJson(merged)).toBe(whole);
  expect(JSON.parse(whole).totals.changed).toBeGreaterThan(5);
});

test("what does not fit together is refused, what is there twice is said", async () => {
  const cwd = folderWith({ ...files, "copy.ndjson": files["a.ndjson"] });
  const a = await map(cwd, "a.ndjson");
  const copy = await map(cwd, "copy.ndjson");
  const other = await map(cwd, "b.ndjson", { head: "base.rego" });
  const merge = (...summaries: string[]) => mergeSummaries({ summaries, cwd, generatedAt });
  await expect(merge(a.name, other.name)).rejects.toThrow("other policies, options or tests");
  await expect(merge(a.name, a.name)).rejects.toThrow("in two of the summaries");
  await expect(merge("a.ndjson")).rejects.toThrow("not a summary");
  await expect(map(cwd, "a.ndjson", { search: { inputs: 1 } })).rejects.toThrow("is not searched");
  await expect(merge("absent")).rejects.toThrow("cannot be read");
  const report = await merge(a.name, copy.name);
  expect(report.warnings.map(({ code }) => code)).toContain("duplicatesAcross");
});

test("a run that was ended goes on from what is finished", async () => {
  const cwd = folderWith(files);
  const whole = formatJson(await diff(optionsIn(cwd)));
  const ended = new AbortController();
  let shards = 0;
  const first = diff({
    ...optionsIn(cwd),
    resume: "kept",
    signal: ended.signal,
    onProgress: ({ stage }) => {
      if (stage === "read" && ++shards === 6) ended.abort();
    },
  });
  await expect(first).rejects.toThrow();
  const kept = readdirSync(join(cwd, "kept"));
  expect(kept.length).toBeGreaterThan(0);
  // A file that was cut short is no finished part.
  writeFileSync(join(cwd, "kept", kept[0] ?? ""), "{");
  expect(formatJson(await diff({ ...optionsIn(cwd), resume: "kept" }))).toBe(whole);
  const finished = readdirSync(join(cwd, "kept"));
  expect(formatJson(await diff({ ...optionsIn(cwd), resume: "kept" }))).toBe(whole);
  expect(readdirSync(join(cwd, "kept"))).toEqual(finished);
  // With another policy nothing of it is used.
  const other = await diff({ ...optionsIn(cwd), head: "base.rego", resume: "kept" });
  expect(other.totals.changed).toBe(0);
});
