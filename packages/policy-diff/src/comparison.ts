import type { Basis } from "./basis.ts";
import { changeOf, isGrouped, isMismatch, type Verdicts, verdictsOf } from "./classify/change.ts";
import { learnPolarities } from "./classify/polarities.ts";
import type { EventWeight } from "./corpus/corpus-file.ts";
import { DecisionIds, type DecisionIdsSummary } from "./event/decision-ids.ts";
import { normaliseEvent } from "./event/normalise.ts";
import type { RecordedEvent, SummedEvent } from "./event/recorded-event.ts";
import { hasLabels, selectionOf } from "./event/selection.ts";
import { DiffFailed } from "./failure.ts";
import { collectGroups, type Groups, type GroupsSummary } from "./group/group-events.ts";
import type { DiffOptions } from "./options.ts";
import { type PathReplay, type ReplayedEvent, replayAt, replayEvent } from "./replay/replay-batch.ts";
import { replayWaiting, type WaitingEvent } from "./replay/replay-waiting.ts";
import { hashOfText, type Sample, type Sampled, sampleOf } from "./replay/sample.ts";
import type { Disclosure } from "./report/disclosure.ts";
import { type CountedChange, countHours, type Hours } from "./report/hours.ts";
import { type RowDetails, rowOf } from "./report/make-row.ts";
import type { HourRow, Polarity } from "./report/report.ts";
import { type ComparedRules, countReach, type ReachSummary, type RuleReach } from "./report/rule-changes.ts";
import { createTally, type Tally, type TallySummary } from "./report/tally.ts";
import { createWarnings, type WarningsSummary } from "./report/warnings.ts";
import type { Reading } from "./source/read-log.ts";

/** Takes the events of one part of the log, one by one, and keeps only what the report needs of them. */
export interface Comparison {
  readonly tally: Tally;
  readonly groups: Groups;
  readonly reach: RuleReach;
  readonly hours: Hours;
  readonly unchanged: Sample<ReplayedEvent>;
  /** How many events a sample passed over. */
  readonly passedOver: number;
  add(file: string, reading: Reading, handling?: Handling): undefined | Promise<undefined>;
  /** Whether an id was there before, in this part of the log or an earlier one. From now on it was. */
  isRepeated(id: string): boolean;
  isRepeatedUuid(a: number, b: number, c: number, d: number): boolean;
  /** Counts more events without an input, when one was added before. */
  addWithoutInput(times: number): void;
  /** The same of events whose record names rules that do not succeed under base. */
  addNamingOtherRules(times: number): void;
  /** Whether events wait for a process. */
  readonly waits: boolean;
  inferredPolarity(path: string): Polarity | undefined;
  /** Both sides at the paths that are planned. */
  readonly planned: ReadonlyMap<string, PathReplay>;
  /** Replays what is still waiting. */
  flush(): Promise<void>;
  summary(): ComparisonSummary;
}

/** What one event came to. */
export type Settled =
  | { readonly kind: "outOfScope"; readonly event: RecordedEvent }
  | {
      readonly kind: "inScope";
      readonly replayed: ReplayedEvent;
      /** As it may be reported. */
      readonly shown: ReplayedEvent;
      readonly verdicts: Verdicts | undefined;
      readonly change: CountedChange;
      /** The digest of its group. */
      readonly group: string | undefined;
    };

/** How an event is dealt with. */
export interface Handling {
  /** What one came to that is alike in all that decides it, so that this one need not be replayed. */
  readonly alike: ReplayedEvent | undefined;
  /** Told what the event came to: at once, or when those before it were replayed; never of a repeated one. */
  settled(settled: Settled): void;
  /**
   * Called when the event must wait, before the next is looked at.
   *
   * @returns the same object for all events that come to the same; undefined for one that is not told from others
   */
  waits(event: RecordedEvent, path: string, sides: PathReplay): object | undefined;
}

/** What is known of the parts of the log before this one. */
export interface Before {
  /** Ids that are repeated when they come again. */
  readonly ids: Pick<DecisionIds, "has" | "hasWords">;
  readonly polarities: ReadonlyMap<string, Polarity>;
  /** Unchanged events with a larger hash will not be in the sample. */
  readonly sampleBelow: number;
}

/** All that came of one part of the log, as plain data. */
export interface ComparisonSummary {
  readonly tally: TallySummary;
  readonly groups: GroupsSummary;
  readonly reach: ReachSummary;
  readonly hours: readonly HourRow[];
  readonly polarities: readonly (readonly [string, Polarity])[];
  readonly unchanged: readonly Sampled<ReplayedEvent>[];
  readonly passedOver: number;
  readonly warnings: WarningsSummary;
  readonly ids: DecisionIdsSummary;
}

/** What waits for the replay, in the order of the log. */
type Waiting =
  | { readonly kind: "row"; readonly details: RowDetails }
  | (WaitingEvent & { readonly kind: "replay"; readonly handling: Handling | undefined });

/** A process for OPA is dear, so it gets many events at once. */
const batchEvents = 2_000;
const batchBytes = 24 * 1024 * 1024;
/** Each path costs engines; a log that names more is not one of this policy. */
export const maxPaths = 200;
/** A path goes to OPA in the arguments of a process, which the system bounds. */
export const maxPathLength = 4_096;

/**
 * @param onRow called for each event, in their order
 * @param nameOf the name of a group, for rows
 */
export function createComparison(
  basis: Basis,
  before: Before,
  onRow?: NonNullable<DiffOptions["onRow"]>,
  nameOf?: (digest: string) => string,
): Comparison {
  const { effective, replay, rulesAt } = basis;
  const tally = createTally();
  const groups = collectGroups(basis.places, basis.disclosure);
  const { disclosure } = basis;
  const polarities = learnPolarities(shownPolarities(effective.polarity, disclosure));
  for (const [path, polarity] of before.polarities) polarities.adopt(path, polarity);
  const reach = countReach(rulesAt);
  const hours = countHours();
  const unchanged: Sample<ReplayedEvent> = sampleOf(effective.confirmSample, before.sampleBelow);
  const ids = new DecisionIds();
  const selection = selectionOf(effective.sample);
  const planned = new Map<string, PathReplay>();
  const pathsInScope = new Set<string>();
  const warnings = createWarnings({ paths: maxPaths, pathLength: maxPathLength });
  let waiting: Waiting[] = [];
  let waitingBytes = 0;

  const inScope = (event: RecordedEvent): string | undefined => {
    if (event.asked.kind === "query") return undefined;
    const { path } = event.asked;
    if (effective.paths.length > 0 && !effective.paths.includes(path)) return undefined;
    if (!hasLabels(event, effective.labels)) return undefined;
    const time = event.timestamp === null ? undefined : Date.parse(event.timestamp);
    if (time !== undefined && effective.since !== undefined && time < effective.since.getTime())
      return undefined;
    if (time !== undefined && effective.until !== undefined && time >= effective.until.getTime())
      return undefined;
    if (path.length > maxPathLength) {
      warnings.longPath();
      return undefined;
    }
    if (pathsInScope.has(path)) return path;
    if (basis.sidesWith(path).length === 0) return undefined;
    if (pathsInScope.size >= maxPaths) {
      warnings.tooManyPaths();
      return undefined;
    }
    pathsInScope.add(path);
    return path;
  };

  const settle = (replayed: ReplayedEvent): Settled => {
    const shown = disclosed(replayed, disclosure);
    const verdicts = verdictsOf(shown, polarities);
    if (replayed.atTimestamp) warnings.atTimestamp();
    const weight = replayed.event.summed?.weight;
    if (replayed.namesOtherRules === true) warnings.namesOtherRules(replayed.event.source);
    tally.inScope(shown, verdicts, weight?.times);
    if (isMismatch(shown)) tally.mismatched(shown.event);
    const change = changeOf(shown, verdicts, effective.onError);
    if (weight === undefined) hours.add(replayed.event.timestamp, change);
    else for (const [hour, times] of weight.hours) hours.add(`${hour}:00:00Z`, change, times);
    const group = verdicts === undefined ? undefined : settleAnswers(alone(replayed), verdicts, weight);
    return { kind: "inScope", replayed, shown, verdicts, change, group };
  };

  const settleAnswers = (replayed: ReplayedEvent, verdicts: Verdicts, weight: EventWeight | undefined) => {
    const { event, path, classification } = replayed;
    reach.add(path, replayed.rules, weight?.times);
    if (classification.class === "unchanged") {
      groups.addUnchanged(replayed, verdicts.from, weight?.times);
      unchanged.offer(hashOfText(nameOfEvent(event)), replayed);
      return undefined;
    }
    if (!isGrouped(replayed, verdicts)) return undefined;
    const digest = groups.add({ replayed, ...verdicts, rules: decisive(rulesAt(path), replayed) });
    if (weight !== undefined) {
      const { times, firstSeen, lastSeen } = weight;
      groups.addAlike(digest, { replayed, times: times - 1, firstSeen, lastSeen });
    }
    return digest;
  };

  const rowOfSettled = (settled: Settled & { readonly kind: "inScope" }): RowDetails => {
    const { shown, verdicts, group } = settled;
    return {
      class: shown.classification.class,
      replayed: shown,
      ...(verdicts === undefined ? {} : { verdicts }),
      ...(group === undefined ? {} : { group: (nameOf ?? groups.nameOf)(group) }),
    };
  };

  const tell = async (details: RowDetails) => {
    await onRow?.(rowOf(details, effective.rowsValues, disclosure));
  };

  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    waitingBytes = 0;
    const results = await replayWaiting(
      replay,
      batch.filter((item) => item.kind === "replay"),
    );
    for (const item of batch) {
      if (item.kind === "row") {
        await tell(item.details);
        continue;
      }
      const replayed = results.get(item.event);
      if (replayed === undefined) continue;
      const settled = settle(replayed);
      item.handling?.settled(settled);
      if (settled.kind === "inScope") await tell(rowOfSettled(settled));
    }
  };

  const wait = (item: Waiting, bytes: number): undefined | Promise<undefined> => {
    waiting.push(item);
    waitingBytes += bytes;
    if (waiting.length < batchEvents && waitingBytes < batchBytes) return undefined;
    return flush().then(() => undefined);
  };

  /** Rows keep the order of the log, so one waits while an event before it does. */
  const row = (details: RowDetails): undefined | Promise<undefined> => {
    if (onRow === undefined) return undefined;
    if (waiting.length > 0) return wait({ kind: "row", details }, 0);
    return tell(details).then(() => undefined);
  };

  const decide = (event: RecordedEvent, path: string, sides: PathReplay, handling: Handling | undefined) => {
    const alike = handling?.alike === undefined ? undefined : { ...handling.alike, event };
    const replayed = waiting.length > 0 ? undefined : (alike ?? replayEvent(sides, path, event));
    if (replayed === undefined) {
      const sort = handling?.waits(event, path, sides);
      return wait({ kind: "replay", event, path, replayed: alike, sort, handling }, event.size);
    }
    const settled = settle(replayed);
    handling?.settled(settled);
    if (onRow === undefined || settled.kind !== "inScope") return undefined;
    return tell(rowOfSettled(settled)).then(() => undefined);
  };

  const plan = async (path: string): Promise<PathReplay> => {
    const sides = await replayAt(replay, path);
    planned.set(path, sides);
    return sides;
  };

  const seen = (event: RecordedEvent) => {
    const weight = event.summed?.weight;
    tally.seen(event, weight?.times);
    tally.seenAt(event.timestamp);
    tally.seenAt(weight?.lastSeen ?? null);
  };

  const leaveOut = (event: RecordedEvent, handling: Handling | undefined) => {
    seen(event);
    tally.outOfScope(event.summed?.weight.times);
    handling?.settled({ kind: "outOfScope", event });
    return row({ class: "outOfScope", event });
  };

  const take = (event: RecordedEvent, handling: Handling | undefined) => {
    const path = inScope(event);
    if (path === undefined) return leaveOut(event, handling);
    seen(event);
    if (event.input.kind === "none") {
      warnings.withoutInput(event.source);
      warnings.moreWithoutInput((event.summed?.weight.times ?? 1) - 1);
    }
    const sides = planned.get(path);
    return sides === undefined
      ? plan(path).then((made) => decide(event, path, made, handling))
      : decide(event, path, sides, handling);
  };

  /** Decisions that one event stands for, one after the other. */
  const takeEach = async (events: readonly RecordedEvent[]): Promise<undefined> => {
    for (const event of events) await take(event, undefined);
  };

  const isRepeated = (id: string) => before.ids.has(id) || ids.add(id);

  return {
    tally,
    groups,
    reach,
    hours,
    unchanged,
    planned,
    flush,
    isRepeated,
    inferredPolarity: (path) => polarities.inferred().get(disclosure.decisionPath(path)),
    isRepeatedUuid: (a, b, c, d) => before.ids.hasWords(a, b, c, d) || ids.addWords(a, b, c, d),
    addWithoutInput: (times) => warnings.moreWithoutInput(times),
    addNamingOtherRules: (times) => warnings.moreNamingOtherRules(times),
    get passedOver() {
      return selection.passedOver;
    },
    get waits() {
      return waiting.length > 0;
    },
    add: (file, reading, handling) => {
      if (reading.kind === "counted") {
        tally.duplicate(reading.duplicate);
        tally.unreadable(reading.unreadable);
        return undefined;
      }
      const source = { file, position: reading.position };
      if (reading.kind === "unreadable") {
        tally.unreadable();
        warnings.unreadable(source, reading.message);
        return row({ class: "unreadable", message: reading.message, source });
      }
      const event = normaliseEvent(reading.document, reading.size, source, reading.summed);
      const weight = event.summed?.weight;
      if (event.summed !== undefined) refuseForCorpus(basis, event.summed);
      if (!selection.takes(event)) return undefined;
      // The same may be in the corpora of two days.
      if (weight === undefined && event.decisionId !== null && isRepeated(event.decisionId)) {
        tally.duplicate();
        return row({ class: "duplicate", event });
      }
      if (basis.expand === undefined) return take(event, handling);
      const expanded = basis.expand(event);
      return expanded.length === 0 ? leaveOut(event, undefined) : takeEach(expanded);
    },
    summary: () => ({
      tally: tally.summary(),
      groups: groups.summary(),
      reach: reach.summary(),
      hours: hours.rows(),
      polarities: [...polarities.inferred()],
      unchanged: unchanged.summary(),
      passedOver: selection.passedOver,
      warnings: warnings.summary(),
      ids: ids.summary(),
    }),
  };
}

/** Of an event of a corpus, without what it stands for. */
function alone(replayed: ReplayedEvent): ReplayedEvent {
  if (replayed.event.summed === undefined) return replayed;
  const { summed: _, ...event } = replayed.event;
  return { ...replayed, event };
}

/** @throws DiffFailed `optionInvalid` where each event is asked for what a corpus keeps of many together */
function refuseForCorpus({ effective, expand }: Basis, { isReview }: SummedEvent): void {
  const { since, until, sample, limit, clock } = effective;
  if (since !== undefined || until !== undefined || sample < 1 || limit !== null)
    throw refused("a corpus is compared whole: give since, until, sample and limit where it is made");
  if (clock === "timestamp") throw refused("a corpus has no timestamp of each event: leave out the clock");
  if (expand !== undefined && !isReview)
    throw refused("the corpus was made without constraints: make it again with them as its policies");
  if (expand === undefined && isReview)
    throw refused("the corpus was made for Gatekeeper's constraints: base and head must be such");
}

function refused(message: string): DiffFailed {
  return new DiffFailed("optionInvalid", message);
}

/** As it may be reported: callers write parts of decision paths, and keys of inputs are among masked fields. */
function disclosed(replayed: ReplayedEvent, disclosure: Disclosure): ReplayedEvent {
  const { classification } = replayed;
  return {
    ...replayed,
    path: disclosure.decisionPath(replayed.path),
    classification:
      classification.class === "indeterminate" &&
      (classification.reason === "masked" || classification.reason === "notInCorpus")
        ? { ...classification, paths: classification.paths.map(disclosure.pointer) }
        : classification,
  };
}

/** Polarities by the paths as they are reported. */
export function shownPolarities(
  given: Readonly<Record<string, Polarity>>,
  disclosure: Disclosure,
): Readonly<Record<string, Polarity>> {
  return Object.fromEntries(
    Object.entries(given).map(([path, polarity]) => [disclosure.decisionPath(path), polarity]),
  );
}

/** What an event is called where a sample is taken. */
function nameOfEvent({ decisionId, source }: RecordedEvent): string {
  return decisionId ?? `${source.file}:${source.position}`;
}

/** Of the rules that succeeded, those that did so on one side only; all of them where that leaves none. */
export function decisive(rules: ComparedRules, { rules: succeeded }: ReplayedEvent): ComparedRules {
  const pick = (role: "base" | "head") =>
    succeeded[role].flatMap((index) => {
      const rule = rules[role][index];
      return rule === undefined ? [] : [rule];
    });
  const base = pick("base");
  const head = pick("head");
  const only = (ours: typeof base, theirs: typeof base) =>
    ours.filter(
      ({ identity, ref }) => ref.status !== "same" || !theirs.some((other) => other.identity === identity),
    );
  const kept = { base: only(base, head), head: only(head, base) };
  return kept.base.length + kept.head.length > 0 ? kept : { base, head };
}
