import { DiffFailed } from "../failure.ts";
import { type Checked, readerFor, readerOf } from "../json-schema.ts";
import type { Group, Report } from "../report/report.ts";

/** What is taken of a report that was saved before, by this version of Bylaw or another. */
export interface SavedReport {
  readonly version: 1;
  readonly generatedAt: string;
  readonly head: Pick<Report["head"], "label" | "commit">;
  readonly groups: readonly Pick<
    Group,
    "id" | "fingerprint" | "path" | "transition" | "kind" | "count" | "rules"
  >[];
}

const text = { type: "string" };
const rules = {
  type: "array",
  items: { type: "object", properties: { name: text }, required: ["name"] },
};
const readSaved: (text: string) => Checked<SavedReport> = readerFor({
  type: "object",
  properties: {
    version: { const: 1 },
    generatedAt: text,
    head: {
      type: "object",
      properties: { label: text, commit: { type: ["string", "null"] } },
      required: ["label", "commit"],
    },
    groups: {
      type: "array",
      items: {
        type: "object",
        properties: {
          id: text,
          fingerprint: { type: "string", pattern: "^[0-9a-f]{64}$" },
          path: text,
          transition: text,
          kind: { enum: ["grant", "lockout", "error", "other"] },
          count: { type: "integer", minimum: 0 },
          rules: { type: "object", properties: { base: rules, head: rules }, required: ["base", "head"] },
        },
        required: ["id", "fingerprint", "path", "transition", "kind", "count", "rules"],
      },
    },
  },
  required: ["version", "generatedAt", "head", "groups"],
});
const readWhole: (text: string) => Checked<Report> = readerOf("report-v1.schema.json");

/**
 * Reads the groups of a saved JSON report.
 *
 * @param name what messages call it
 * @throws DiffFailed `reportInvalid`
 */
export function parseSavedReport(text: string, name: string): SavedReport {
  return valid(readSaved(text), name);
}

/** Reads a whole JSON report, as this version writes it. Integers beyond 2^53 are rounded. */
export function parseReport(text: string, name: string): Report {
  return valid(readWhole(text), name);
}

function valid<T>(found: Checked<T>, name: string): T {
  if (found.ok) return found.value;
  throw new DiffFailed("reportInvalid", `${name} is no report of bylaw diff --format json: ${found.wrong}`);
}
