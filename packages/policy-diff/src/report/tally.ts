import { verdicts } from "../classify/verdict.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { exampleOf } from "../group/group-events.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import { shownBundle, versionText } from "./operator-texts.ts";
import type {
  DecisionSummary,
  ErrorRow,
  EventTotals,
  Example,
  IndeterminateReason,
  IndeterminateRow,
  MismatchRow,
  Report,
  RevisionCount,
  Totals,
  Verdict,
} from "./report.ts";

/** Counts everything that the report counts, event by event. */
export interface Tally {
  readonly totals: Totals;
  unreadable(): void;
  duplicate(): void;
  outOfScope(): void;
  /** Anything about a readable event that does not depend on its class. */
  seen(event: RecordedEvent): void;
  inScope(
    replayed: ReplayedEvent,
    verdicts: { readonly from: Verdict; readonly to: Verdict } | undefined,
  ): void;
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
  >;
}

type Counts<T> = { -readonly [K in keyof T]: T[K] };

interface PathCounts {
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
  const versions = new Map<string, number>();
  const revisions = new Map<string, Counts<RevisionCount>>();
  let from: string | null = null;
  let to: string | null = null;

  const countIndeterminate = (reason: IndeterminateReason, affected: readonly string[], example: Example) => {
    const key = JSON.stringify([reason, affected]);
    const row =
      indeterminate.get(key) ??
      room(indeterminate, key, {
        reason,
        paths: affected,
        count: 0,
        remedy: remedyFor(reason, affected),
        example,
      });
    row.count++;
  };

  const countMismatch = (event: RecordedEvent) => {
    const revision = event.bundles
      .map(shownBundle)
      .map(({ name, revision }) => (name === "" ? revision : `${name}=${revision}`))
      .join(",");
    const hour = event.timestamp?.slice(0, 13) ?? "";
    const key = JSON.stringify([revision, hour]);
    const row = mismatches.get(key) ?? room(mismatches, key, { revision, hour, count: 0 });
    row.count++;
  };

  const countError = ({ event, base, head }: ReplayedEvent, transition: string) => {
    const failed = [
      { side: "recorded", answer: event.recorded },
      { side: "base", answer: base },
      { side: "head", answer: head },
    ] as const;
    for (const { side, answer } of failed) {
      if (answer.kind !== "error" || (side === "base" && event.recorded.kind === "error")) continue;
      const key = JSON.stringify([side, answer.code, transition]);
      const row =
        errors.get(key) ??
        room(errors, key, {
          side,
          code: answer.code,
          transition,
          count: 0,
          example: exampleOf(event),
        });
      row.count++;
    }
  };

  return {
    totals,
    unreadable: () => {
      totals.read++;
      totals.unreadable++;
    },
    duplicate: () => {
      totals.read++;
      totals.duplicate++;
    },
    outOfScope: () => {
      totals.read++;
      totals.outOfScope++;
    },
    seen: (event) => {
      const { timestamp } = event;
      if (timestamp !== null) {
        if (from === null || timestamp < from) from = timestamp;
        if (to === null || timestamp > to) to = timestamp;
      }
      const version = event.opaVersion === null ? null : versionText(event.opaVersion);
      if (version !== null && (versions.size < maxRows || versions.has(version))) {
        versions.set(version, (versions.get(version) ?? 0) + 1);
      }
      for (const { name, revision } of event.bundles.map(shownBundle)) {
        const key = JSON.stringify([name, revision]);
        const row = revisions.get(key) ?? room(revisions, key, { bundle: name, revision, count: 0 });
        row.count++;
      }
    },
    inScope: (replayed, known) => {
      const { event, path, classification } = replayed;
      const counts = paths.get(path) ?? { totals: noEvents(), transitions: noTransitions() };
      paths.set(path, counts);
      totals.read++;
      for (const of of [totals, counts.totals]) {
        of.events++;
        of[classification.class]++;
      }
      if (known !== undefined) {
        const transition = `${known.from}->${known.to}`;
        for (const of of [transitions, counts.transitions]) of[transition] = (of[transition] ?? 0) + 1;
        if (classification.class === "error") countError(replayed, transition);
      }
      if (classification.class !== "indeterminate") return;
      countIndeterminate(classification.reason, classification.paths, exampleOf(event));
      if (classification.reason !== "notReproduced") return;
      totals.baseMismatch++;
      counts.totals.baseMismatch++;
      countMismatch(event);
    },
    eventsOn: (path) => paths.get(path)?.totals.events ?? 0,
    decisions: (describe) =>
      [...paths.entries()]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([path, counts]) => ({ path, ...describe(path), ...counts })),
    finish: () => ({
      totals,
      transitions,
      window: from === null || to === null ? null : { from, to },
      recordedBy: ranked([...versions].map(([opaVersion, count]) => ({ opaVersion, count }))),
      revisions: ranked([...revisions.values()]),
      indeterminate: ranked([...indeterminate.values()]),
      mismatches: ranked([...mismatches.values()]),
      errors: ranked([...errors.values()]),
    }),
  };
}

/** A new row, counted apart when there are too many. */
function room<T>(rows: Map<string, T>, key: string, row: T): T {
  if (rows.size < maxRows) rows.set(key, row);
  return row;
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
