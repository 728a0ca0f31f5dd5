import type { Outcome, PolicySource } from "@bylaw/engine";
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
  const runs = (["base", "head"] as const).flatMap((role) =>
    [...bySource(sides[role], confirmable)].map(async ([source, asked]) => {
      const outcomes = await outcomesOf(sides[role], make, source, asked);
      return { side: sides[role], asked, outcomes };
    }),
  );
  for (const { side, asked, outcomes } of await Promise.all(runs)) compare(side, asked, outcomes);
  return confirmable.length;
}

/** Events with the path at which a side decides each, and what it is decided from: one engine serves many paths. */
function bySource(side: Side, events: readonly ReplayedEvent[]): ReadonlyMap<PolicySource, readonly Asked[]> {
  const found = new Map<PolicySource, Asked[]>();
  for (const replayed of events) {
    const own = pathOn(side, replayed.path);
    const source = sourceAt(side, own);
    const asked = found.get(source) ?? [];
    asked.push({ replayed, own });
    found.set(source, asked);
  }
  return found;
}

interface Asked {
  readonly replayed: ReplayedEvent;
  readonly own: string;
}

/** @throws DiffFailed at the first that differs */
function compare(side: Side, asked: readonly Asked[], outcomes: readonly (Outcome | undefined)[]): void {
  for (const [index, { replayed }] of asked.entries()) {
    const reference = outcomes[index];
    if (reference === undefined || !agrees(replayed, side.role, reference)) {
      const { file, position } = replayed.event.source;
      throw new DiffFailed(
        "enginesDisagree",
        `opa decides ${replayed.path} otherwise than the engine that replayed it, under ${side.role}, for the event at ` +
          `${file}:${position}; this is a fault of Bylaw, and nothing is reported`,
        { caseFile: caseFile(side, replayed, reference) },
      );
    }
  }
}

async function outcomesOf(
  side: Side,
  make: MakeEngine,
  source: PolicySource,
  asked: readonly Asked[],
): Promise<readonly (Outcome | undefined)[]> {
  const paths = [...new Set(asked.map(({ own }) => own))].filter((own) => hasDecision(side.modules, own));
  if (paths.length === 0) return asked.map(() => ({ kind: "undefined" }));
  const engine = await make(source, paths, side.role);
  try {
    // One that fails makes a whole batch fail, which is asked again then: those that will are asked by themselves.
    const outcomes: Outcome[] = [];
    const entries = [...asked.entries()];
    const isFailing = ([, { replayed }]: (typeof entries)[number]) => fails(replayed.asRecorded[side.role]);
    const parts = [entries.filter((one) => !isFailing(one)), entries.filter(isFailing)];
    await Promise.all(
      parts.map(async (part) => {
        const queries = part.map(([, { replayed, own }]) => queryOf(replayed.event, own));
        const answers = queries.length === 0 ? [] : await engine.evaluate(queries);
        for (const [at, [index]] of part.entries()) {
          const answer = answers[at];
          if (answer !== undefined) outcomes[index] = answer;
        }
      }),
    );
    return outcomes;
  } finally {
    await engine.close();
  }
}

function fails({ kind }: Outcome): boolean {
  return kind === "error" || kind === "unavailable";
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
