import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Ajv } from "ajv";
import { onTestFinished } from "vitest";
import { type DiffOptions, diff, formatJson, type Report, type Row } from "../src/index.ts";

/** The sample in this repository, made by `recorded/record.mjs`. */
export const sample = fileURLToPath(new URL("./recorded/", import.meta.url));

const schema: object = JSON.parse(readFileSync(new URL("../report-v1.schema.json", import.meta.url), "utf8"));
const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(schema);

/** What does not hold of a report: its published schema, and the sums that it promises. */
export function defects(report: Report): readonly string[] {
  const document: unknown = JSON.parse(formatJson(report));
  const found: string[] = [];
  if (!validate(document)) {
    for (const { instancePath, message } of validate.errors ?? []) found.push(`${instancePath} ${message}`);
  }
  const { totals, decisions, groups } = report;
  const sums: readonly (readonly [string, number, number])[] = [
    ["read", totals.read, totals.duplicate + totals.unreadable + totals.outOfScope + totals.events],
    ["events", totals.events, totals.unchanged + totals.changed + totals.indeterminate + totals.error],
    ["events by decision", totals.events, sum(decisions.map((decision) => decision.totals.events))],
    ["changed by decision", totals.changed, sum(decisions.map((decision) => decision.totals.changed))],
    [
      "indeterminate",
      totals.indeterminate,
      sum(report.indeterminate.map((row) => row.count)) + (report.rowsOmitted?.indeterminate ?? 0),
    ],
    [
      "mismatches",
      totals.baseMismatch,
      sum(report.mismatches.map((row) => row.count)) + (report.rowsOmitted?.mismatches ?? 0),
    ],
    [
      "transitions",
      sum(Object.values(report.transitions)),
      sum(decisions.flatMap((decision) => Object.values(decision.transitions))),
    ],
  ];
  for (const [name, left, right] of sums) if (left !== right) found.push(`${name}: ${left} is not ${right}`);
  const grouped = sum(groups.map((group) => group.count)) + report.groupsOmitted.events;
  if (grouped < totals.changed || grouped > totals.changed + totals.error) {
    found.push(`groups hold ${grouped} events, ${totals.changed} changed`);
  }
  return found;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export interface Ran {
  readonly report: Report;
  readonly rows: readonly Row[];
}

/** Runs a diff, and keeps its rows. The time is fixed, so that reports can be compared. */
export async function run(options: DiffOptions): Promise<Ran> {
  const rows: Row[] = [];
  const report = await diff({
    generatedAt: new Date("2026-01-01T00:00:00Z"),
    onRow: (row) => {
      rows.push(row);
    },
    ...options,
  });
  return { report, rows };
}

/** A folder that is gone after the test. Files are given by name; bytes are written as they are. */
export function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "bylaw-diff-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** An event of a decision log. */
export function event(members: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({
    decision_id: `d-${JSON.stringify(members).length}-${Math.abs(hash(JSON.stringify(members)))}`,
    labels: { id: "t", version: "1.22.2" },
    path: "t/allow",
    timestamp: "2026-01-02T03:04:05Z",
    ...members,
  });
}

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) | 0, 7);
}

/** Runs a diff over policies and a log that are given as text. */
export function runOn(
  base: string,
  head: string,
  log: string | Uint8Array,
  options: Partial<DiffOptions> = {},
): Promise<Ran> {
  const cwd = folderWith({ "base.rego": base, "head.rego": head, "log.ndjson": log });
  return run({ base: "base.rego", head: "head.rego", decisions: ["log.ndjson"], cwd, ...options });
}
