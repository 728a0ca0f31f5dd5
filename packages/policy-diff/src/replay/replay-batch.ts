import type { Outcome } from "@bylaw/engine";
import { type Classification, classify } from "../classify/classify.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import type { MayRead } from "../policy/input-reads.ts";
import { queryOf } from "./query.ts";
import type { SideReplayer } from "./side-replayer.ts";

/** An event in scope that was replayed and classed. */
export interface ReplayedEvent {
  readonly event: RecordedEvent;
  readonly path: string;
  readonly classification: Classification;
  readonly base: Outcome;
  readonly head: Outcome;
  /** Indices into the rules of each side's evidence plan. */
  readonly rules: { readonly base: readonly number[]; readonly head: readonly number[] };
}

export interface Replay {
  readonly base: SideReplayer;
  readonly head: SideReplayer;
  mayRead(role: "base" | "head", path: string): Promise<MayRead>;
}

const unreplayed: Outcome = { kind: "undefined" };

/**
 * Replays events of one decision path under both sides.
 *
 * @returns one result for each event, in their order
 */
export async function replayEvents(
  replay: Replay,
  path: string,
  events: readonly RecordedEvent[],
): Promise<readonly ReplayedEvent[]> {
  const replayable = events.map(
    (event) => event.input.kind !== "unparsed" && event.asked.kind === "decision",
  );
  const queries = events.filter((_, index) => replayable[index]).map((event) => queryOf(event, path));
  const outcomes = {
    base: await replay.base.decide(path, queries),
    head: await replay.head.decide(path, queries),
  };
  const decided: Omit<ReplayedEvent, "rules">[] = [];
  let at = 0;
  for (const [index, event] of events.entries()) {
    const asked = replayable[index] === true ? at++ : -1;
    const base = outcomes.base[asked] ?? unreplayed;
    const head = outcomes.head[asked] ?? unreplayed;
    const maskedReads = await maskedReadsOf(replay, path, event);
    decided.push({ event, path, base, head, classification: classify({ event, base, head, maskedReads }) });
  }
  return withRules(replay, path, decided);
}

/** Asks which rules decided, where both answers are known. */
async function withRules(
  replay: Replay,
  path: string,
  decided: readonly Omit<ReplayedEvent, "rules">[],
): Promise<readonly ReplayedEvent[]> {
  const compared = decided.filter(({ classification }) => classification.class !== "indeterminate");
  const queries = compared.map(({ event }) => queryOf(event, path));
  const base = await replay.base.evidence(path, queries);
  const head = await replay.head.evidence(path, queries);
  const rules = new Map(
    compared.map((replayed, index) => [replayed, { base: base[index] ?? [], head: head[index] ?? [] }]),
  );
  return decided.map((replayed) => ({ ...replayed, rules: rules.get(replayed) ?? { base: [], head: [] } }));
}

async function maskedReadsOf(replay: Replay, path: string, event: RecordedEvent): Promise<readonly string[]> {
  const found: string[] = [];
  for (const field of event.masked) {
    const { pointer } = field;
    if (pointer !== "/input" && !pointer.startsWith("/input/")) continue;
    const base = await replay.mayRead("base", path);
    const head = await replay.mayRead("head", path);
    if (base(field) || head(field)) found.push(pointer);
  }
  return found;
}
