import type { OpaBinary } from "@bylaw/engine";
import type { EffectiveSettings } from "../effective-options.ts";
import { matchExpected } from "../expected/match-expected.ts";
import type { ReadExpected } from "../expected/read-files.ts";
import type { SavedReport } from "../expected/saved-report.ts";
import { compareWithLast } from "../expected/since-last.ts";
import { withSearched } from "../search/merge.ts";
import type { Searched } from "../search/searched.ts";
import type { Merged } from "../shard/merged.ts";
import type { Side } from "../side/side.ts";
import { version } from "../version.ts";
import { gateOf } from "./gate.ts";
import type { Report, RowsOmitted, SourceSummary, Warning } from "./report.ts";

export interface ReportParts {
  readonly opa: Pick<OpaBinary, "version" | "warnings">;
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly sources: readonly SourceSummary[];
  readonly effective: EffectiveSettings;
  readonly comparison: Merged;
  /** Events that `opa` decided again. */
  readonly confirmed: number;
  readonly expected: ReadExpected | undefined;
  /** An older report. */
  readonly last: SavedReport | undefined;
  readonly generatedAt: Date;
  /** Undefined when no search was asked for. */
  readonly searched: Searched | undefined;
}

/** Puts the report together when everything is counted. */
export function buildReport(parts: ReportParts): Report {
  const { comparison, effective, opa, searched, sides } = parts;
  const counted = comparison.tally.finish();
  const { groups: found, omitted } = comparison.groups.finish(
    (path) => comparison.tally.eventsOn(path),
    effective.onError,
  );
  const day = parts.generatedAt.toISOString().slice(0, 10);
  const matched = matchExpected(found, parts.expected, day);
  const { groups, sinceLast } = compareWithLast(matched.groups, parts.last);
  const rules = comparison.reach.rows();
  const kindsOf = (path: string) => groups.filter((group) => group.path === path).map(({ kind }) => kind);
  const merged =
    searched === undefined ? { groups, rules } : withSearched({ groups, rules }, searched, kindsOf);
  return {
    version: 1,
    tool: { name: "bylaw", version },
    generatedAt: parts.generatedAt.toISOString(),
    options: {
      decisions: effective.decisions,
      minComparable: effective.minComparable,
      failOn: effective.failOn,
      confirmSample: effective.confirmSample,
      paths: effective.paths,
      labels: effective.labels,
      unwrap: effective.unwrap,
      map: sides.head.renamed,
      clock: effective.clock,
      reveal: effective.reveal,
      onError: effective.onError,
    },
    engine: { name: effective.engine, opaVersion: opa.version },
    base: sides.base.summary,
    head: sides.head.summary,
    sources: parts.sources,
    sampling: {
      method: effective.sample < 1 ? "decisionId" : "all",
      rate: effective.sample,
      limit: effective.limit,
      passedOver: comparison.passedOver,
    },
    ...counted,
    decisions: comparison.tally.decisions((path) => ({
      ...comparison.polarities.of(path),
      sides: comparison.sidesWith(path),
    })),
    ...merged,
    groupsOmitted: omitted,
    hours: comparison.hours.rows(),
    confirmed: { engine: "opa", events: parts.confirmed + (searched?.confirmed ?? 0), disagreements: 0 },
    expected: matched.summary,
    sinceLast,
    gate: gateOf({ ...counted, groups, omitted }, effective, searched?.groups),
    warnings: [
      ...(sides.head.constraints === undefined ? [] : [withoutRecord(counted.totals.events)]),
      ...sides.base.warnings,
      ...sides.head.warnings,
      ...sourceWarnings(parts.sources),
      ...opaWarnings(opa),
      ...comparison.warnings(),
      ...rowsWarnings(counted.rowsOmitted ?? {}),
      ...(searched?.warnings ?? []),
    ],
  };
}

/** Reviews and objects are decided under base and head; what Gatekeeper decided is nowhere recorded. */
function withoutRecord(count: number): Warning {
  const message = "of constraints no decision is recorded: base is taken at its word, and compared with head";
  return { code: "withoutRecord", message, count };
}

function sourceWarnings(sources: readonly SourceSummary[]): readonly Warning[] {
  return sources.flatMap(({ name, truncated, format, lost }) => {
    const warnings: Warning[] = [];
    if (truncated) warnings.push({ code: "sourceTruncated", message: `${name} is cut short`, count: 1 });
    if (format === "empty") warnings.push({ code: "sourceEmpty", message: `${name} is empty`, count: 1 });
    if (lost > 0) {
      const message = `OPA says in ${name} that decisions are missing from the log; what is missing cannot be compared`;
      warnings.push({ code: "decisionsLost", message, count: lost });
    }
    return warnings;
  });
}

/** In words: what a list has a row for. */
const rowNames: Readonly<Record<keyof RowsOmitted, string>> = {
  recordedBy: "versions of OPA",
  revisions: "bundle revisions",
  indeterminate: "reasons for not being compared",
  mismatches: "revisions and hours in which base gives another result",
  errors: "errors",
};

function rowsWarnings(omitted: RowsOmitted): readonly Warning[] {
  return (Object.keys(rowNames) as (keyof RowsOmitted)[]).flatMap((list) => {
    const count = omitted[list];
    if (count === undefined) return [];
    const message = `there are more ${rowNames[list]} than are listed; ${count} decisions are counted in no row`;
    return [{ code: "rowsOmitted", message, count }];
  });
}

function opaWarnings(opa: ReportParts["opa"]): readonly Warning[] {
  return opa.warnings.map((message) => ({ code: "opa", message, count: 1 }));
}
