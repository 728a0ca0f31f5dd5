import type { Outcome, UnknownField } from "@bylaw/engine";
import { type Classification, classify } from "../classify/classify.ts";
import { notKept, pointerOf } from "../corpus/kept-places.ts";
import { misread } from "../corpus/stand-ins.ts";
import { sameAnswer } from "../event/answer.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import type { Cause } from "../report/report.ts";
import type { Alone, Causes, PathCauses } from "./causes.ts";
import { atTimestamp } from "./event-clock.ts";
import { isOfInput, type RecordedQuery, recordedQueryOf, unknownOf } from "./query.ts";
import type { PathReplayer, SideAnswer, SideReplayer } from "./side-replayer.ts";

/** An event in scope that was replayed and classed. */
export interface ReplayedEvent {
  readonly event: RecordedEvent;
  readonly path: string;
  readonly classification: Classification;
  /** What each side decides, whatever is masked or was not recorded. */
  readonly base: Outcome;
  readonly head: Outcome;
  /** What each side gives for the record as it stands, which `opa` can give as well. */
  readonly asRecorded: { readonly base: Outcome; readonly head: Outcome };
  /** Indices into the rules of each side. */
  readonly rules: { readonly base: readonly number[]; readonly head: readonly number[] };
  /** What makes head's answer other than base's; null where they are the same, or one is not known. */
  readonly cause: Cause | null;
  /** Whether the record names rules, by their labels, that do not succeed under base, though its answer is the same. */
  readonly namesOtherRules?: true;
  /** Whether the event's timestamp stood for a clock that was not recorded. */
  readonly atTimestamp: boolean;
}

/** What tells the time of a decision: the record alone, or else the timestamp of the event. */
export type Clock = "recorded" | "timestamp";

export interface Replay {
  readonly base: SideReplayer;
  readonly head: SideReplayer;
  readonly causes: Causes;
  readonly clock: Clock;
}

/** Both sides at one decision path. */
export interface PathReplay {
  readonly base: PathReplayer;
  readonly head: PathReplayer;
  readonly causes: PathCauses;
  readonly clock: Clock;
}

const unreplayed: SideAnswer = { outcome: { kind: "undefined" }, rules: [] };

/** Both sides at a path, once they are planned. */
export async function replayAt(replay: Replay, path: string): Promise<PathReplay> {
  const [base, head, causes] = await Promise.all([
    replay.base.at(path),
    replay.head.at(path),
    replay.causes.at(path),
  ]);
  return { base, head, causes, clock: replay.clock };
}

/** Whether there is a question to ask again: an input that was parsed, and a decision that was asked for. */
export function isReplayable(event: RecordedEvent): boolean {
  return event.input.kind !== "unparsed" && event.asked.kind === "decision";
}

/**
 * Replays events of one decision path under both sides.
 *
 * @returns one result for each event, in their order
 */
export async function replayEvents(
  sides: PathReplay,
  path: string,
  events: readonly RecordedEvent[],
): Promise<readonly ReplayedEvent[]> {
  const queries = events.filter(isReplayable).map((event) => recordedQueryOf(event, path));
  // Where processes decide, both run at once.
  const [ofBase, ofHead] = await Promise.all([sides.base.decide(queries), sides.head.decide(queries)]);
  const answers = { base: ofBase, head: ofHead };
  let at = 0;
  const replayed = events.map((event) => {
    const asked = isReplayable(event) ? at++ : -1;
    const base = answers.base[asked] ?? unreplayed;
    const head = answers.head[asked] ?? unreplayed;
    return replayedEvent(sides, path, event, { base, head });
  });
  return withCauses(sides.causes, replayed, sides.clock);
}

/** Replays what changed with one thing of head's at a time. */
export async function withCauses(
  causes: PathCauses,
  events: readonly ReplayedEvent[],
  clock: Clock = "recorded",
): Promise<readonly ReplayedEvent[]> {
  if (causes.kind === "only")
    return events.map((event) => (isChanged(event) ? { ...event, cause: causes.cause } : event));
  const changed = events.filter(isChanged);
  const queries = changed.map(({ event, path }) => recordedQueryOf(event, path));
  const answers = new Map<ReplayedEvent, Outcome[]>(changed.map((event) => [event, []]));
  for (const { replayer } of causes.alone) {
    for (const [index, answer] of (await replayer.decide(queries)).entries()) {
      const replayed = changed[index];
      if (replayed === undefined) continue;
      answers.get(replayed)?.push(settled(replayer, replayed.event, queries[index], answer, clock).outcome);
    }
  }
  return events.map((event) => {
    const outcomes = answers.get(event);
    return outcomes === undefined ? event : { ...event, cause: causeOf(causes.alone, outcomes, event) };
  });
}

/** The same for one event, at once; it has both sides decide at once, so that all can. */
function withCause({ causes, clock }: PathReplay, replayed: ReplayedEvent): ReplayedEvent {
  if (!isChanged(replayed)) return replayed;
  if (causes.kind === "only") return { ...replayed, cause: causes.cause };
  const query = recordedQueryOf(replayed.event, replayed.path);
  const outcomes = causes.alone.map(({ replayer }) => {
    const answer = replayer.decideOne?.(query) ?? unreplayed;
    return settled(replayer, replayed.event, query, answer, clock).outcome;
  });
  return { ...replayed, cause: causeOf(causes.alone, outcomes, replayed) };
}

/** Whether the replays differ. */
function isChanged({ classification, event, base, head }: ReplayedEvent): boolean {
  if (classification.class !== "changed" && classification.class !== "error") return false;
  return isReplayable(event) && !sameOutcome(base, head);
}

function sameOutcome(a: Outcome, b: Outcome): boolean {
  return a.kind !== "unavailable" && b.kind !== "unavailable" && sameAnswer(a, b);
}

/** One thing is the cause where it alone gives head's answer, and the others alone leave base's. */
function causeOf(
  alone: readonly Alone[],
  outcomes: readonly Outcome[],
  { base, head }: ReplayedEvent,
): Cause {
  const altering = alone.filter((_, index) => {
    const outcome = outcomes[index];
    return outcome === undefined || !sameOutcome(outcome, base);
  });
  const [only] = altering;
  const outcome = only && outcomes[alone.indexOf(only)];
  return altering.length === 1 && only && outcome && sameOutcome(outcome, head) ? only.cause : "both";
}

/** The same for one event, at once; undefined where only a process can decide. */
export function replayEvent(
  sides: PathReplay,
  path: string,
  event: RecordedEvent,
): ReplayedEvent | undefined {
  const { base, head } = sides;
  if (base.decideOne === undefined || head.decideOne === undefined) return undefined;
  if (!isReplayable(event)) return replayedEvent(sides, path, event, { base: unreplayed, head: unreplayed });
  const query = recordedQueryOf(event, path);
  const answers = { base: base.decideOne(query), head: head.decideOne(query) };
  return withCause(sides, replayedEvent(sides, path, event, answers));
}

/** The answer at the time of the event, where it is the same at the earliest and the latest that it can have been. */
function settledAtTimestamp(
  side: PathReplayer,
  event: RecordedEvent,
  query: RecordedQuery,
  unknown: readonly UnknownField[],
): Settled | undefined {
  const queries = atTimestamp(query, event).map((timed) => ({ ...timed, masked: query.masked }));
  const answers = queries.map((timed) => side.decideWithout(timed, unknown));
  const [earliest, latest] = answers.map((answer) => (answer?.kind === "same" ? answer.outcome : undefined));
  const last = queries.at(-1);
  if (earliest === undefined || latest === undefined || last === undefined) return undefined;
  if (!sameOutcome(earliest, latest)) return undefined;
  return {
    outcome: latest,
    maskedReads: [],
    missingReads: [],
    atTimestamp: side.decideOne?.(last).rules ?? [],
  };
}

function replayedEvent(
  sides: Pick<PathReplay, "base" | "head" | "clock">,
  path: string,
  event: RecordedEvent,
  answers: { readonly base: SideAnswer; readonly head: SideAnswer },
): ReplayedEvent {
  const query = isReplayable(event) ? recordedQueryOf(event, path) : undefined;
  const base = settled(sides.base, event, query, answers.base, sides.clock);
  const head = settled(sides.head, event, query, answers.head, sides.clock);
  const maskedReads = [...base.maskedReads, ...head.maskedReads];
  const missingReads = [...base.missingReads, ...head.missingReads];
  const outcomes = { base: base.outcome, head: head.outcome };
  const classification = classify({ event, ...outcomes, maskedReads, missingReads });
  const isKnown = classification.class !== "indeterminate";
  return {
    event,
    path,
    classification,
    base: base.outcome,
    head: head.outcome,
    asRecorded: { base: answers.base.outcome, head: answers.head.outcome },
    cause: null,
    rules: {
      base: isKnown ? (base.atTimestamp ?? answers.base.rules) : [],
      head: isKnown ? (head.atTimestamp ?? answers.head.rules) : [],
    },
    atTimestamp: isKnown && (base.atTimestamp ?? head.atTimestamp) !== undefined,
    ...(isKnown && base.outcome === answers.base.outcome && namesOthers(event, answers.base)
      ? { namesOtherRules: true }
      : {}),
  };
}

/** OPA leaves out rules that its index or an early exit skipped, so that what it names is a part of what succeeds. */
function namesOthers({ recorded, ruleLabels }: RecordedEvent, { labels }: SideAnswer): boolean {
  if (recorded.kind === "error" || labels === undefined) return false;
  return ruleLabels.some((text) => !labels.has(text));
}

interface Settled {
  readonly outcome: Outcome;
  /** Masked fields that the answer may depend on. */
  readonly maskedReads: readonly string[];
  /** The same of fields that a corpus did not keep. */
  readonly missingReads: readonly string[];
  /** Set where the event's timestamp stands for the clock: the rules that succeeded then. */
  readonly atTimestamp?: readonly number[];
}

/** The answer that holds whatever the masked fields were and the builtins that were not recorded said, if there is one. */
function settled(
  side: PathReplayer,
  event: RecordedEvent,
  query: RecordedQuery | undefined,
  { outcome, isUnmasked }: SideAnswer,
  clock: Clock,
): Settled {
  if (isUnmasked) return { outcome, maskedReads: [], missingReads: [] };
  const fields = event.masked.filter((field) => isOfInput(field) && side.mayRead(field));
  const missing = missingOf(event, side);
  if (query === undefined || (fields.length + missing.length === 0 && outcome.kind !== "unavailable"))
    return { outcome, maskedReads: [], missingReads: [] };
  const unknown = [...fields.map(unknownOf), ...missing.map((pointer) => ({ pointer, mayBeAbsent: true }))];
  const answer = side.decideWithout(query, unknown);
  if (answer === undefined)
    return { outcome, maskedReads: fields.map(({ pointer }) => pointer), missingReads: missing };
  if (answer.kind === "same") return { outcome: answer.outcome, maskedReads: [], missingReads: [] };
  const timed = clock === "timestamp" ? settledAtTimestamp(side, event, query, unknown) : undefined;
  if (timed !== undefined) return timed;
  const on = answer.on.flatMap((source) => (source.kind === "input" ? [source.pointer] : []));
  const builtin = answer.on.flatMap((source) => (source.kind === "builtin" ? [source.name] : [])).sort()[0];
  const isSame = outcome.kind === "unavailable" && outcome.builtin === builtin;
  return {
    outcome:
      builtin === undefined || isSame ? outcome : { kind: "unavailable", builtin, reason: "notRecorded" },
    maskedReads: on.filter((pointer) => !missing.includes(pointer)),
    missingReads: on.filter((pointer) => missing.includes(pointer)),
  };
}

function missingOf({ summed, input }: RecordedEvent, side: PathReplayer): readonly string[] {
  if (summed === undefined || input.kind !== "given") return [];
  const { kept, standIns } = summed;
  const replaced = misread(standIns, side.reads, side.compared()).map(pointerOf);
  return [...notKept(input.value, kept, side.reads), ...replaced].filter((pointer) =>
    side.mayRead({ pointer, change: "replaced" }),
  );
}
