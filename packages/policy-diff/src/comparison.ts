import { learnPolarities, type Polarities } from "./classify/polarities.ts";
import { verdictOf } from "./classify/verdict.ts";
import type { EffectiveSettings } from "./effective-options.ts";
import type { Answer } from "./event/answer.ts";
import { normaliseEvent } from "./event/normalise.ts";
import type { RecordedEvent } from "./event/recorded-event.ts";
import { hasLabels, type Selection, selectionOf } from "./event/selection.ts";
import { collectGroups, type Groups } from "./group/group-events.ts";
import type { DiffOptions } from "./options.ts";
import { readPolicyText } from "./policy/compared-literals.ts";
import { type ReplayedEvent, replayAt, replayEvents } from "./replay/replay-batch.ts";
import { type Sample, sampleOf } from "./replay/sample.ts";
import { createSideReplayer, type MakeEngine, type Prepare } from "./replay/side-replayer.ts";
import { createDisclosure } from "./report/disclosure.ts";
import { type RowDetails, rowOf } from "./report/make-row.ts";
import type { Verdict, Warning } from "./report/report.ts";
import { type ComparedRules, compareRules, countReach, type RuleReach } from "./report/rule-changes.ts";
import { createTally, type Tally } from "./report/tally.ts";
import type { Side } from "./side/side.ts";
import type { Reading } from "./source/read-log.ts";
import { rememberDecisions } from "./source/seen-decisions.ts";

/** Takes events one by one and keeps only what the report needs of them. */
export interface Comparison {
  readonly tally: Tally;
  readonly groups: Groups;
  readonly polarities: Polarities;
  readonly reach: RuleReach;
  readonly selection: Selection;
  readonly sidesWith: (path: string) => readonly ("base" | "head")[];
  readonly warnings: () => readonly Warning[];
  add(file: string, reading: Reading): Promise<void>;
  /** Replays what is still waiting. */
  flush(): Promise<void>;
  /** The events whose answers are printed, and a sample of the unchanged. */
  toConfirm(): readonly ReplayedEvent[];
  close(): Promise<void>;
}

export interface ComparisonSettings {
  readonly sides: { readonly base: Side; readonly head: Side };
  readonly effective: EffectiveSettings;
  readonly prepare: Prepare;
  /** Another engine than the one in JavaScript. */
  readonly make: MakeEngine | undefined;
  readonly opa: MakeEngine;
  readonly onRow?: NonNullable<DiffOptions["onRow"]>;
}

/** What waits for the replay, in the order of the log. */
type Waiting =
  | { readonly kind: "row"; readonly details: RowDetails }
  | { readonly kind: "replay"; readonly event: RecordedEvent; readonly path: string };

/** A process for OPA is dear, so it gets many events at once. */
const batchEvents = 2_000;
const batchBytes = 24 * 1024 * 1024;
/** Each path costs engines; a log that names more is not one of this policy. */
const maxPaths = 200;
/** The rest is in the rows. */
const maxNamedUnreadable = 20;

export function createComparison(settings: ComparisonSettings): Comparison {
  const { sides, effective, prepare, make, opa } = settings;
  const texts = { base: readPolicyText(sides.base.modules), head: readPolicyText(sides.head.modules) };
  const disclosure = createDisclosure(texts.base, texts.head);
  const places = [...new Map([...texts.base.reads, ...texts.head.reads]).values()].slice(0, 100);
  const replay = {
    base: createSideReplayer(sides.base, prepare, make, opa),
    head: createSideReplayer(sides.head, prepare, make, opa),
  };
  const tally = createTally();
  const groups = collectGroups(() => places, disclosure);
  const polarities = learnPolarities(effective.polarity);
  const reach = countReach();
  const unchanged: Sample<ReplayedEvent> = sampleOf(effective.confirmSample);
  const seen = rememberDecisions();
  const selection = selectionOf(effective.sample);
  const rules = new Map<string, ComparedRules>();
  const pathsInScope = new Set<string>();
  const withoutInput: { count: number; first: string } = { count: 0, first: "" };
  let tooManyPaths = 0;
  const unreadable: Warning[] = [];
  let waiting: Waiting[] = [];
  let waitingBytes = 0;

  const rulesAt = (path: string): ComparedRules => {
    const known = rules.get(path) ?? compareRules(replay.base.rules(path), replay.head.rules(path));
    rules.set(path, known);
    return known;
  };

  const sidesWith = (path: string) => (["base", "head"] as const).filter((role) => replay[role].has(path));

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
    if (pathsInScope.has(path)) return path;
    if (sidesWith(path).length === 0) return undefined;
    if (pathsInScope.size >= maxPaths) {
      tooManyPaths++;
      return undefined;
    }
    pathsInScope.add(path);
    return path;
  };

  const settle = async (replayed: ReplayedEvent): Promise<void> => {
    const verdicts = verdictsOf(replayed, polarities);
    tally.inScope(replayed, verdicts);
    const group = verdicts === undefined ? undefined : settleAnswers(replayed, verdicts);
    await settings.onRow?.(
      rowOf(
        {
          class: replayed.classification.class,
          replayed,
          ...(verdicts === undefined ? {} : { verdicts }),
          ...(group === undefined ? {} : { group }),
        },
        effective.rowsValues,
      ),
    );
  };

  const settleAnswers = (
    replayed: ReplayedEvent,
    verdicts: { readonly from: Verdict; readonly to: Verdict },
  ) => {
    const known = rulesAt(replayed.path);
    reach.add(known, replayed.rules);
    if (replayed.classification.class === "unchanged") {
      groups.addUnchanged(replayed, verdicts.from);
      const { event } = replayed;
      unchanged.offer(event.decisionId ?? `${event.source.file}:${event.source.position}`, replayed);
      return undefined;
    }
    if (replayed.classification.class === "error" && verdicts.from === verdicts.to) return undefined;
    return groups.add({ replayed, ...verdicts, rules: decisive(known, replayed) });
  };

  const flush = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    waitingBytes = 0;
    const results = new Map<RecordedEvent, ReplayedEvent>();
    const byPath = new Map<string, RecordedEvent[]>();
    for (const item of batch) {
      if (item.kind !== "replay") continue;
      const events = byPath.get(item.path) ?? [];
      events.push(item.event);
      byPath.set(item.path, events);
    }
    for (const [path, events] of byPath) {
      for (const result of await replayEvents(await replayAt(replay, path), path, events))
        results.set(result.event, result);
    }
    for (const item of batch) {
      if (item.kind === "row") {
        await settings.onRow?.(rowOf(item.details, effective.rowsValues));
        continue;
      }
      const replayed = results.get(item.event);
      if (replayed !== undefined) await settle(replayed);
    }
  };

  const wait = async (item: Waiting, bytes: number): Promise<void> => {
    waiting.push(item);
    waitingBytes += bytes;
    if (waiting.length >= batchEvents || waitingBytes >= batchBytes) await flush();
  };

  return {
    tally,
    groups,
    polarities,
    reach,
    selection,
    sidesWith,
    flush,
    add: async (file, reading) => {
      const source = { file, position: reading.position };
      if (reading.kind === "unreadable") {
        tally.unreadable();
        if (unreadable.length < maxNamedUnreadable) {
          const message = `${file}:${source.position}: ${reading.message}`;
          unreadable.push({ code: "unreadable", message, count: 1 });
        }
        return wait({ kind: "row", details: { class: "unreadable", message: reading.message, source } }, 0);
      }
      const event = normaliseEvent(reading.document, reading.size, source);
      if (!selection.takes(event)) return;
      if (event.decisionId !== null && seen.add(event.decisionId)) {
        tally.duplicate();
        return wait({ kind: "row", details: { class: "duplicate", event } }, 0);
      }
      tally.seen(event);
      const path = inScope(event);
      if (path === undefined) {
        tally.outOfScope();
        return wait({ kind: "row", details: { class: "outOfScope", event } }, 0);
      }
      if (event.input.kind === "none" && withoutInput.count++ === 0)
        withoutInput.first = `${file}:${source.position}`;
      return wait({ kind: "replay", event, path }, event.size);
    },
    toConfirm: () => [...groups.examples(), ...unchanged.items()],
    warnings: () => [...unreadable, ...warningsOf(tally.totals.unreadable, withoutInput, tooManyPaths)],
    close: async () => {
      await replay.base.close();
      await replay.head.close();
    },
  };
}

/** Recorded and head verdicts, or base and head; undefined when one of them is not known. */
function verdictsOf(
  { path, event, base, head, classification }: ReplayedEvent,
  polarities: Polarities,
): { readonly from: Verdict; readonly to: Verdict } | undefined {
  if (classification.class === "indeterminate" || head.kind === "unavailable") return undefined;
  const before: Answer | undefined =
    event.recorded.kind === "error" ? event.recorded : base.kind === "unavailable" ? undefined : base;
  if (before === undefined) return undefined;
  const polarity = polarities.learn(path, [before, head]);
  return { from: verdictOf(before, polarity), to: verdictOf(head, polarity) };
}

/** Of the rules that succeeded, those that did so on one side only; all of them where that leaves none. */
function decisive(rules: ComparedRules, { rules: succeeded }: ReplayedEvent): ComparedRules {
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

function warningsOf(
  unreadable: number,
  withoutInput: { readonly count: number; readonly first: string },
  tooManyPaths: number,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (withoutInput.count > 0) {
    warnings.push({
      code: "eventWithoutInput",
      message: `${withoutInput.count} events carry no input and were replayed without one; the first is ${withoutInput.first}`,
      count: withoutInput.count,
    });
  }
  if (unreadable > maxNamedUnreadable) {
    const more = unreadable - maxNamedUnreadable;
    warnings.push({
      code: "unreadableMore",
      message: `${more} more events could not be read; --rows names them all`,
      count: more,
    });
  }
  if (tooManyPaths > 0) {
    warnings.push({
      code: "tooManyPaths",
      message: `only the first ${maxPaths} decision paths are compared; events on others are out of scope`,
      count: tooManyPaths,
    });
  }
  return warnings;
}
