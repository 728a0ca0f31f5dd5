import type { Outcome } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { type Answer, sameAnswer } from "../event/answer.ts";
import { DiffFailed } from "../failure.ts";
import type { Side } from "../side/side.ts";
import { queryOf } from "./query.ts";
import type { ReplayedEvent } from "./replay-batch.ts";
import { createSideReplayer, type MakeEngine, type SideReplayer } from "./side-replayer.ts";

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
  const confirmable = events.filter(
    ({ event }) => event.input.kind !== "unparsed" && event.asked.kind === "decision",
  );
  for (const role of ["base", "head"] as const) {
    const replayer = createSideReplayer(sides[role], make, make);
    try {
      for (const path of new Set(confirmable.map((event) => event.path))) {
        await confirmPath(
          sides[role],
          replayer,
          path,
          confirmable.filter((event) => event.path === path),
        );
      }
    } finally {
      await replayer.close();
    }
  }
  return confirmable.length;
}

async function confirmPath(
  side: Side,
  replayer: SideReplayer,
  path: string,
  events: readonly ReplayedEvent[],
): Promise<void> {
  const outcomes = await replayer.decide(
    path,
    events.map(({ event }) => queryOf(event, path)),
  );
  for (const [index, replayed] of events.entries()) {
    const ours = replayed[side.role];
    const reference = outcomes[index];
    if (reference === undefined || !sameOutcome(ours, reference)) {
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

function sameOutcome(a: Outcome, b: Outcome): boolean {
  if (a.kind === "unavailable" || b.kind === "unavailable") return a.kind === b.kind;
  const [left, right]: readonly [Answer, Answer] = [a, b];
  return sameAnswer(left, right);
}

/** Everything needed to see the disagreement again. It holds recorded values. */
function caseFile(
  side: Side,
  { event, path, [side.role]: ours }: ReplayedEvent,
  reference: Outcome | undefined,
): string {
  return stringifyJson({
    modules: { ...side.source.modules },
    data: side.source.data ?? {},
    regoVersion: side.source.regoVersion ?? 1,
    path,
    ...(event.input.kind === "given" ? { input: event.input.value } : {}),
    recordedBuiltins: event.recordedBuiltins,
    engine: { ...ours },
    opa: { ...(reference ?? { kind: "missing" }) },
  });
}
