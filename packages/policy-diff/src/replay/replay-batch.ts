import type { Outcome, Query } from "@bylaw/engine";
import { type Classification, classify } from "../classify/classify.ts";
import { notKept, pointerOf } from "../corpus/kept-places.ts";
import { misread } from "../corpus/stand-ins.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { queryOf } from "./query.ts";
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
}

export interface Replay {
  readonly base: SideReplayer;
  readonly head: SideReplayer;
}

/** Both sides at one decision path. */
export interface PathReplay {
  readonly base: PathReplayer;
  readonly head: PathReplayer;
}

const unreplayed: SideAnswer = { outcome: { kind: "undefined" }, rules: [] };

/** Both sides at a path, once they are planned. */
export async function replayAt(replay: Replay, path: string): Promise<PathReplay> {
  const [base, head] = await Promise.all([replay.base.at(path), replay.head.at(path)]);
  return { base, head };
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
  const queries = events.filter(isReplayable).map((event) => queryOf(event, path));
  const answers = { base: await sides.base.decide(queries), head: await sides.head.decide(queries) };
  let at = 0;
  return events.map((event) => {
    const asked = isReplayable(event) ? at++ : -1;
    const base = answers.base[asked] ?? unreplayed;
    const head = answers.head[asked] ?? unreplayed;
    return replayedEvent(sides, path, event, { base, head });
  });
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
  const query = queryOf(event, path);
  return replayedEvent(sides, path, event, { base: base.decideOne(query), head: head.decideOne(query) });
}

function replayedEvent(
  sides: PathReplay,
  path: string,
  event: RecordedEvent,
  answers: { readonly base: SideAnswer; readonly head: SideAnswer },
): ReplayedEvent {
  const query = isReplayable(event) ? queryOf(event, path) : undefined;
  const base = settled(sides.base, event, query, answers.base.outcome);
  const head = settled(sides.head, event, query, answers.head.outcome);
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
    rules: { base: isKnown ? answers.base.rules : [], head: isKnown ? answers.head.rules : [] },
  };
}

interface Settled {
  readonly outcome: Outcome;
  /** Masked fields that the answer may depend on. */
  readonly maskedReads: readonly string[];
  /** The same of fields that a corpus did not keep. */
  readonly missingReads: readonly string[];
}

/** The answer that holds whatever the masked fields were and the builtins that were not recorded said, if there is one. */
function settled(
  side: PathReplayer,
  event: RecordedEvent,
  query: Query | undefined,
  outcome: Outcome,
): Settled {
  const fields = event.masked.filter(
    (field) => (field.pointer === "/input" || field.pointer.startsWith("/input/")) && side.mayRead(field),
  );
  const missing = missingOf(event, side);
  if (query === undefined || (fields.length + missing.length === 0 && outcome.kind !== "unavailable"))
    return { outcome, maskedReads: [], missingReads: [] };
  const unknown = [
    ...fields.map(({ pointer, change }) => ({ pointer, mayBeAbsent: change === "replaced" })),
    ...missing.map((pointer) => ({ pointer, mayBeAbsent: true })),
  ];
  const answer = side.decideWithout(query, unknown);
  if (answer === undefined)
    return { outcome, maskedReads: fields.map(({ pointer }) => pointer), missingReads: missing };
  if (answer.kind === "same") return { outcome: answer.outcome, maskedReads: [], missingReads: [] };
  const on = answer.on.flatMap((source) => (source.kind === "input" ? [source.pointer] : []));
  const builtin = answer.on.flatMap((source) => (source.kind === "builtin" ? [source.name] : [])).sort()[0];
  return {
    outcome: builtin === undefined ? outcome : { kind: "unavailable", builtin, reason: "notRecorded" },
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
