import type { Outcome } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { sameAnswer } from "../event/answer.ts";
import { DiffFailed } from "../failure.ts";
import { hasDecision } from "../policy/decisions.ts";
import { pathOn, type Side, sourceAt } from "../side/side.ts";
import { queryOf } from "./query.ts";
import { isReplayable, type ReplayedEvent } from "./replay-batch.ts";
import type { MakeEngine } from "./side-replayer.ts";

/**
 * Decides events again with `opa` itself, in a run of their own.
 *
 * @param make gives `opa` engines
 * @returns how many events were confirmed; both sides of each
 * @throws DiffFailed `enginesDisagree` at the first answer that differs
 */
export async function confirm(
  sides: { readonly base: Side; readonly head: Side },
  events: readonly ReplayedEvent[],
  make: MakeEngine,
): Promise<number> {
  const confirmable = events.filter(({ event }) => isReplayable(event));
  for (const role of ["base", "head"] as const) {
    for (const path of new Set(confirmable.map((event) => event.path))) {
      const onPath = confirmable.filter((event) => event.path === path);
      await confirmPath(sides[role], make, path, onPath);
    }
  }
  return confirmable.length;
}

async function confirmPath(
  side: Side,
  make: MakeEngine,
  path: string,
  events: readonly ReplayedEvent[],
): Promise<void> {
  const outcomes = await outcomesOf(side, make, path, events);
  for (const [index, replayed] of events.entries()) {
    const reference = outcomes[index];
    if (reference === undefined || !agrees(replayed, side.role, reference)) {
      const { file, position } = replayed.event.source;
      throw new DiffFailed(
        "enginesDisagree",
        `opa decides ${path} otherwise than the engine that replayed it, under ${side.role}, for the event at ` +
          `${file}:${position}; this is a fault of Bylaw, and nothing is reported`,
        { caseFile: caseFile(side, replayed, reference) },
      );
    }
  }
}

async function outcomesOf(
  side: Side,
  make: MakeEngine,
  path: string,
  events: readonly ReplayedEvent[],
): Promise<readonly Outcome[]> {
  const own = pathOn(side, path);
  if (!hasDecision(side.modules, own)) return events.map(() => ({ kind: "undefined" }));
  const engine = await make(sourceAt(side, own), [own], side.role);
  try {
    return await engine.evaluate(events.map(({ event }) => queryOf(event, own)));
  } finally {
    await engine.close();
  }
}

/**
 * Where a call was not recorded, only what holds whatever it gave was settled on; `opa`, which leaves out what its
 * index rules out, may do without the call.
 */
function agrees({ asRecorded, base, head }: ReplayedEvent, role: Side["role"], reference: Outcome): boolean {
  const replayed = asRecorded[role];
  if (reference.kind === "unavailable") return replayed.kind === "unavailable";
  const ours = replayed.kind === "unavailable" ? { base, head }[role] : replayed;
  return ours.kind !== "unavailable" && sameAnswer(ours, reference);
}

/** Everything needed to see the disagreement again. It holds recorded values. */
function caseFile(
  side: Side,
  { event, path, asRecorded }: ReplayedEvent,
  reference: Outcome | undefined,
): string {
  return stringifyJson({
    modules: { ...side.source.modules },
    data: side.source.data ?? {},
    regoVersion: side.source.regoVersion ?? 1,
    path: pathOn(side, path),
    ...(event.input.kind === "given" ? { input: event.input.value } : {}),
    recordedBuiltins: event.recordedBuiltins,
    engine: { ...asRecorded[side.role] },
    opa: { ...(reference ?? { kind: "missing" }) },
  });
}
