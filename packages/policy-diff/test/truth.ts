import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "../src/index.ts";

/** Recorded decisions with the outcome of an independent replay. Users of the project do not have them. */
export const recordings = new URL("../../../../shared/data/", import.meta.url).pathname;

/** One decision of `truth.json`. */
interface Truth {
  readonly decision_id: string;
  readonly line?: number;
  readonly file?: string;
  readonly index?: number;
  readonly class: "unchanged" | "changed" | "indeterminate" | "error";
  readonly effect?: string;
  readonly reason?: "parse_error" | "masked_field" | "missing_nd_cache" | "data_missing";
  readonly masked_paths?: readonly string[];
  readonly missing_builtins?: readonly string[];
}

export interface Agreement {
  readonly compared: number;
  readonly agreed: number;
  /** Indeterminate here, something else in the truth, and allowed to be. */
  readonly cautious: number;
  readonly wrong: readonly string[];
}

const reasons = {
  parse_error: "input",
  masked_field: "masked",
  missing_nd_cache: "nondeterministic",
  data_missing: "notReproduced",
} as const;

/**
 * Compares rows with the truth of a recording, event by event, as the recording's README defines agreement.
 *
 * @param set `envoy-istio`, for one
 * @param file `decisions.ndjson` or `upload`
 */
export function agreement(set: string, file: string, rows: readonly Row[]): Agreement {
  const document: { files: Record<string, { decisions: readonly Truth[] }> } = JSON.parse(
    readFileSync(join(recordings, set, "truth.json"), "utf8"),
  );
  const truths = document.files[file]?.decisions ?? [];
  const byId = new Map(rows.map((row) => [row.decision_id, row]));
  const wrong: string[] = [];
  let agreed = 0;
  let cautious = 0;
  for (const truth of truths) {
    const row = byId.get(truth.decision_id);
    if (
      row?.class === truth.class &&
      sameReason(truth, row) &&
      samePlace(truth, row) &&
      sameEffect(truth, row)
    )
      agreed++;
    else if (row?.class === "indeterminate" && mayBeCautious(truth)) cautious++;
    else wrong.push(`${truth.decision_id}: ${said(truth)} in the truth, ${JSON.stringify(row)} here`);
  }
  return { compared: truths.length, agreed, cautious, wrong };
}

function mayBeCautious(truth: Truth): boolean {
  return truth.class !== "indeterminate" && (truth.masked_paths ?? truth.missing_builtins) !== undefined;
}

/** Where several reasons fit, which is named first is a matter of order. */
function sameReason(truth: Truth, row: Row): boolean {
  if (truth.reason === undefined || row.reason === reasons[truth.reason]) return true;
  return row.reason === "masked"
    ? truth.masked_paths !== undefined
    : row.reason === "nondeterministic" && truth.missing_builtins !== undefined;
}

function samePlace(truth: Truth, row: Row): boolean {
  if (truth.line !== undefined) return row.source.position === truth.line;
  return row.source.position === truth.index && row.source.file.endsWith(truth.file ?? "");
}

function sameEffect(truth: Truth, row: Row): boolean {
  return truth.effect === undefined || !truth.effect.includes("->") || row.transition === truth.effect;
}

function said(truth: Truth): string {
  return [truth.class, truth.reason, truth.effect].filter((part) => part !== undefined).join(" ");
}
