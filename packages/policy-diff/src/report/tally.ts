import { verdicts } from "../classify/verdict.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { shifted } from "../event/shifted.ts";
import { exampleOf } from "../group/group-events.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import { shownBundle, versionText } from "./operator-texts.ts";
import type {
  DecisionSummary,
  ErrorRow,
  EventTotals,
  IndeterminateReason,
  IndeterminateRow,
  MismatchRow,
  Report,
  RevisionCount,
  RowsOmitted,
  Totals,
  Verdict,
} from "./report.ts";

/** Counts everything that the report counts, event by event. */
export interface Tally {
  readonly totals: Totals;
  unreadable(times?: number): void;
  duplicate(times?: number): void;
  outOfScope(times?: number): void;
  /** Anything about readable events that does not depend on their class, nor on when they were. */
  seen(event: RecordedEvent, times?: number): void;
  /** When an event was. */
  seenAt(timestamp: string | null): void;
  /** @param times how many events are alike in all that is counted here; 1 when absent */
  inScope(replayed: ReplayedEvent, verdicts: Transition | undefined, times?: number): void;
  /** Whether an event in scope would open a row, whose example is the first that is counted in it. */
  opensRow(replayed: ReplayedEvent, verdicts: Transition | undefined): boolean;
  /**
   * When base did not give what was recorded; the event is in scope, too.
   *
   * @param timestamp of an event that is alike in all but this, in place of this one's
   */
  mismatched(event: RecordedEvent, timestamp?: string): void;
  summary(): TallySummary;
  /** Adds the counts of a later part of the log. @param offset positions before that part */
  merge(other: TallySummary, offset: number): void;
  eventsOn(path: string): number;
  decisions(
    describe: (path: string) => Pick<DecisionSummary, "polarity" | "polaritySource" | "sides">,
  ): readonly DecisionSummary[];
  finish(): Pick<
    Report,
    | "totals"
    | "transitions"
    | "window"
    | "recordedBy"
    | "revisions"
    | "indeterminate"
    | "mismatches"
    | "errors"
    | "rowsOmitted"
  >;
}

interface Transition {
  readonly from: Verdict;
  readonly to: Verdict;
}

/** Counts as plain data; lists are in the order in which their rows were met. */
export interface TallySummary {
  readonly totals: Totals;
  readonly transitions: Readonly<Record<string, number>>;
  readonly window: Report["window"];
  readonly paths: readonly (readonly [string, PathCounts])[];
  readonly recordedBy: Report["recordedBy"];
  readonly revisions: readonly RevisionCount[];
  readonly indeterminate: readonly IndeterminateRow[];
  readonly mismatches: readonly MismatchRow[];
  readonly errors: readonly ErrorRow[];
  readonly omitted: Required<RowsOmitted>;
}

type Counts<T> = { -readonly [K in keyof T]: T[K] };

export interface PathCounts {
  readonly totals: Counts<EventTotals>;
  readonly transitions: Counts<Readonly<Record<string, number>>>;
}

/** Distinct rows kept of what a hostile log could multiply. */
const maxRows = 1_000;

export function createTally(): Tally {
  const totals: Counts<Totals> = {
    read: 0,
    events: 0,
    unchanged: 0,
    changed: 0,
    indeterminate: 0,
    error: 0,
    outOfScope: 0,
    duplicate: 0,
    unreadable: 0,
    baseMismatch: 0,
  };
  const transitions = noTransitions();
  const paths = new Map<string, PathCounts>();
  const indeterminate = new Map<string, Counts<IndeterminateRow>>();
  const mismatches = new Map<string, Counts<MismatchRow>>();
  const errors = new Map<string, Counts<ErrorRow>>();
  const versions = new Map<string, Counts<Report["recordedBy"][number]>>();
  const revisions = new Map<string, Counts<RevisionCount>>();
  const omitted = { recordedBy: 0, revisions: 0, indeterminate: 0, mismatches: 0, errors: 0 };
  let from: string | null = null;
  let to: string | null = null;

  const countPath = (path: string) => {
    const counts = paths.get(path) ?? { totals: noEvents(), transitions: noTransitions() };
    paths.set(path, counts);
    return counts;
  };
  /** A new row is left out when there are too many, and what it would count is counted. */
  const countIn = <T extends { readonly count: number }>(
    list: keyof RowsOmitted,
    rows: Map<string, Counts<T>>,
    key: string,
    counted: T,
  ) => {
    const row = rows.get(key);
    if (row !== undefined) row.count += counted.count;
    else if (rows.size < maxRows) rows.set(key, { ...counted });
    else omitted[list] += counted.count;
  };
  const countIndeterminate = (counted: IndeterminateRow) =>
    countIn("indeterminate", indeterminate, indeterminateKey(counted), counted);
  const countMismatch = (counted: MismatchRow) =>
    countIn("mismatches", mismatches, JSON.stringify([counted.revision, counted.hour]), counted);
  const countErrorRow = (counted: ErrorRow) => countIn("errors", errors, errorKey(counted), counted);
  const countRevision = (counted: RevisionCount) =>
    countIn("revisions", revisions, JSON.stringify([counted.bundle, counted.revision]), counted);
  const countVersion = (opaVersion: string, count: number) =>
    countIn("recordedBy", versions, opaVersion, { opaVersion, count });
  const seenAt = (timestamp: string | null) => {
    if (timestamp === null) return;
    if (from === null || timestamp < from) from = timestamp;
    if (to === null || timestamp > to) to = timestamp;
  };

  return {
    totals,
    unreadable: (times = 1) => {
      totals.read += times;
      totals.unreadable += times;
    },
    duplicate: (times = 1) => {
      totals.read += times;
      totals.duplicate += times;
    },
    outOfScope: (times = 1) => {
      totals.read += times;
      totals.outOfScope += times;
    },
    seen: (event, count = 1) => {
      const opaVersion = event.opaVersion === null ? null : versionText(event.opaVersion);
      if (opaVersion !== null) countVersion(opaVersion, count);
      for (const { name, revision } of event.bundles.map(shownBundle))
        countRevision({ bundle: name, revision, count });
    },
    seenAt,
    inScope: (replayed, known, times = 1) => {
      const { event, path, classification } = replayed;
      const counts = countPath(path);
      totals.read += times;
      for (const of of [totals, counts.totals]) {
        of.events += times;
        of[classification.class] += times;
      }
      if (known !== undefined) {
        const transition = transitionOf(known);
        for (const of of [transitions, counts.transitions]) of[transition] = (of[transition] ?? 0) + times;
        for (const row of errorsOf(replayed, transition, times)) countErrorRow(row);
      }
      if (classification.class !== "indeterminate") return;
      const { reason, paths: affected } = classification;
      const example = exampleOf(event);
      countIndeterminate({
        reason,
        paths: affected,
        count: times,
        remedy: remedyFor(reason, affected),
        example,
      });
      if (reason !== "notReproduced") return;
      totals.baseMismatch += times;
      counts.totals.baseMismatch += times;
    },
    opensRow: (replayed, known) => {
      const { classification } = replayed;
      if (classification.class === "indeterminate")
        return !indeterminate.has(indeterminateKey(classification));
      if (known === undefined) return false;
      return errorsOf(replayed, transitionOf(known), 1).some((row) => !errors.has(errorKey(row)));
    },
    mismatched: (event, timestamp) => {
      const revision = revisionOf(event);
      const own = [[(timestamp ?? event.timestamp)?.slice(0, 13) ?? "", 1] as const];
      const hours = event.summed?.weight.hours ?? own;
      for (const [hour, count] of hours) countMismatch({ revision, hour, count });
    },
    eventsOn: (path) => paths.get(path)?.totals.events ?? 0,
    decisions: (describe) =>
      [...paths.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, counts]) => ({ path, ...describe(path), ...counts })),
    finish: () => ({
      totals,
      transitions,
      window: windowOf(from, to),
      recordedBy: ranked([...versions.values()]),
      revisions: ranked([...revisions.values()]),
      indeterminate: ranked([...indeterminate.values()]),
      mismatches: ranked([...mismatches.values()]),
      errors: ranked([...errors.values()]),
      ...rowsOmitted(omitted),
    }),
    summary: () => ({
      totals,
      transitions,
      window: windowOf(from, to),
      paths: [...paths],
      recordedBy: [...versions.values()],
      revisions: [...revisions.values()],
      indeterminate: [...indeterminate.values()],
      mismatches: [...mismatches.values()],
      errors: [...errors.values()],
      omitted,
    }),
    merge: (other, offset) => {
      addCounts(totals, other.totals);
      addCounts(transitions, other.transitions);
      for (const [path, theirs] of other.paths) {
        const counts = countPath(path);
        addCounts(counts.totals, theirs.totals);
        addCounts(counts.transitions, theirs.transitions);
      }
      seenAt(other.window?.from ?? null);
      seenAt(other.window?.to ?? null);
      for (const { opaVersion, count } of other.recordedBy) countVersion(opaVersion, count);
      for (const row of other.revisions) countRevision(row);
      for (const row of other.indeterminate)
        countIndeterminate({ ...row, example: shifted(row.example, offset) });
      for (const row of other.mismatches) countMismatch(row);
      for (const row of other.errors) countErrorRow({ ...row, example: shifted(row.example, offset) });
      addCounts(omitted, other.omitted);
    },
  };
}

function transitionOf({ from, to }: Transition): string {
  return `${from}->${to}`;
}

function indeterminateKey({ reason, paths }: Pick<IndeterminateRow, "reason" | "paths">): string {
  return JSON.stringify([reason, paths]);
}

function errorKey({ side, code, transition }: ErrorRow): string {
  return JSON.stringify([side, code, transition]);
}

/** What failed in an event of that class. */
function errorsOf(
  { classification, event, base, head }: ReplayedEvent,
  transition: string,
  count: number,
): readonly ErrorRow[] {
  if (classification.class !== "error") return [];
  const answers = [
    { side: "recorded", answer: event.recorded },
    { side: "base", answer: base },
    { side: "head", answer: head },
  ] as const;
  return answers.flatMap(({ side, answer }) => {
    if (answer.kind !== "error" || (side === "base" && event.recorded.kind === "error")) return [];
    return [{ side, code: answer.code, transition, count, example: exampleOf(event) }];
  });
}

function windowOf(from: string | null, to: string | null): Report["window"] {
  return from === null || to === null ? null : { from, to };
}

function revisionOf(event: RecordedEvent): string {
  return event.bundles
    .map(shownBundle)
    .map(({ name, revision }) => (name === "" ? revision : `${name}=${revision}`))
    .join(",");
}

/** Only the lists that leave something out. */
function rowsOmitted(omitted: Required<RowsOmitted>): Pick<Report, "rowsOmitted"> {
  const some = Object.entries(omitted).filter(([, count]) => count > 0);
  return some.length === 0 ? {} : { rowsOmitted: Object.fromEntries(some) };
}

function addCounts(into: object, counts: object): void {
  for (const [name, count] of Object.entries(counts))
    Reflect.set(into, name, Number(Reflect.get(into, name) ?? 0) + Number(count));
}

/** Most first; rows alike in the order they came, which is the log's. */
function ranked<T extends { readonly count: number }>(rows: readonly T[]): readonly T[] {
  return [...rows].sort((a, b) => b.count - a.count);
}

function noTransitions(): Record<string, number> {
  return Object.fromEntries(verdicts.flatMap((from) => verdicts.map((to) => [`${from}->${to}`, 0])));
}

function noEvents(): Counts<EventTotals> {
  return { events: 0, unchanged: 0, changed: 0, indeterminate: 0, error: 0, baseMismatch: 0 };
}

function remedyFor(reason: IndeterminateReason, affected: readonly string[]): string {
  switch (reason) {
    case "input":
      return "The sender could not parse the request, so no policy saw it; nothing to do.";
    case "partialEvaluation":
      return "Filters are recorded as conditions, not as answers; they are not compared.";
    case "notInCorpus":
      return "Make the corpus again, with this policy among those that it is made for.";
    case "masked":
      return affected.some((pointer) => pointer === "/result" || pointer.startsWith("/result/"))
        ? "Leave the result out of the mask policy."
        : "Log what the policy needs of this field in another form, such as verified claims instead of a token.";
    case "nondeterministic":
      return "Set nd_builtin_cache: true in OPA's decision log settings. A call that only head makes is never in a log.";
    case "unsupportedBuiltin":
      return "The policy calls out at decision time; set nd_builtin_cache: true so that the answers are recorded.";
    case "notReproduced":
      return "Compare with the revision and the data that the log was recorded under.";
  }
}
