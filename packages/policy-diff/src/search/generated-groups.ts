import { stringifyJson } from "@bylaw/engine/values";
import { type Candidate, type Found, recordedClock } from "@bylaw/search";
import type { Polarities } from "../classify/polarities.ts";
import { verdictOf } from "../classify/verdict.ts";
import { decisive } from "../comparison.ts";
import type { Answer } from "../event/answer.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { collectGroups } from "../group/group-events.ts";
import type { PolicyText } from "../policy/compared-literals.ts";
import { type Replay, type ReplayedEvent, withCauses } from "../replay/replay-batch.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { Group, OnError } from "../report/report.ts";
import { compareRules } from "../report/rule-changes.ts";
import type { SearchedDecision } from "./search-differences.ts";
import { shownInput } from "./shown-input.ts";

export interface GroupingOfGenerated {
  readonly searched: readonly SearchedDecision[];
  /** They tell which rules succeed. */
  readonly replayers: Replay;
  readonly polarities: Polarities;
  readonly onError: OnError;
  readonly disclosure: Disclosure;
  readonly texts: readonly PolicyText[];
}

/** Generated inputs in groups such as recorded decisions have, with the same fingerprints. */
export interface GeneratedGroups {
  readonly groups: readonly Group[];
  /** All of them, which `opa` must decide alike. */
  readonly events: readonly ReplayedEvent[];
}

export async function groupGenerated(options: GroupingOfGenerated): Promise<GeneratedGroups> {
  const { searched, replayers, polarities, disclosure, texts } = options;
  const groups = collectGroups([], disclosure);
  const witnesses = new Map<string, Candidate>();
  const events: ReplayedEvent[] = [];
  for (const { path, result } of searched) {
    const known = compareRules(replayers.base.rules(path), replayers.head.rules(path));
    const replayedEvents = await replayedOf(path, result.found, replayers);
    for (const replayed of await withCauses(await replayers.causes.at(path), replayedEvents)) {
      const [base, head] = [answerOf(replayed.base), answerOf(replayed.head)];
      const polarity = polarities.learn(path, [base, head]);
      const digest = groups.add({
        replayed,
        from: verdictOf(base, polarity),
        to: verdictOf(head, polarity),
        rules: decisive(known, replayed),
      });
      events.push(replayed);
      const candidate = candidateOf(replayed.event);
      if (digest === undefined || candidate === undefined) continue;
      const before = witnesses.get(digest);
      if (before === undefined || sizeOf(candidate) < sizeOf(before)) witnesses.set(digest, candidate);
    }
  }
  const withClock = new Set(searched.filter(({ result }) => result.usesClock).map(({ path }) => path));
  return {
    events,
    groups: groups
      .finish(() => 0, options.onError)
      .groups.map((group): Group => {
        const witness = witnesses.get(group.fingerprint);
        return {
          ...group,
          origin: "generated",
          count: 0,
          share: 0,
          distinct: { principal: null, resource: null },
          firstSeen: null,
          lastSeen: null,
          examples: [],
          ...(witness && {
            witness: {
              input: shownInput(witness.input, disclosure, texts),
              now: withClock.has(group.path)
                ? new Date(Number(witness.now / 1_000_000n)).toISOString()
                : null,
            },
          }),
        };
      }),
  };
}

async function replayedOf(
  path: string,
  found: readonly Found[],
  replayers: GroupingOfGenerated["replayers"],
): Promise<readonly ReplayedEvent[]> {
  const queries = found.map(({ candidate }) => ({
    path,
    input: candidate.input,
    recordedBuiltins: recordedClock(candidate),
    masked: [],
  }));
  const base = await (await replayers.base.at(path)).decide(queries);
  const head = await (await replayers.head.at(path)).decide(queries);
  return found.flatMap(({ candidate, decided: [before, after] }, index) => {
    if (before === undefined || after === undefined) return [];
    return [
      {
        event: eventOf(path, candidate, answerOf(before.outcome), index),
        path,
        classification: { class: "changed" as const },
        base: before.outcome,
        head: after.outcome,
        cause: null,
        atTimestamp: false,
        asRecorded: { base: before.outcome, head: after.outcome },
        rules: { base: base[index]?.rules ?? [], head: head[index]?.rules ?? [] },
      },
    ];
  });
}

/** As if it had been recorded under base. */
function eventOf(path: string, candidate: Candidate, recorded: Answer, index: number): RecordedEvent {
  return {
    decisionId: null,
    asked: { kind: "decision", path },
    input: { kind: "given", value: candidate.input },
    size: sizeOf(candidate),
    recorded,
    ruleLabels: [],
    recordedBuiltins: recordedClock(candidate),
    masked: [],
    timestamp: null,
    bundles: [],
    opaVersion: null,
    labels: {},
    source: { file: "(generated)", position: index },
  };
}

function candidateOf({ input, recordedBuiltins }: RecordedEvent): Candidate | undefined {
  const now = recordedBuiltins["time.now_ns"]?.["[]"];
  return input.kind === "given" && typeof now === "bigint" ? { input: input.value, now } : undefined;
}

function sizeOf({ input }: Candidate): number {
  return stringifyJson(input).length;
}

function answerOf(outcome: ReplayedEvent["base"]): Answer {
  // A search finds nothing where an answer is not to be had.
  return outcome.kind === "unavailable" ? { kind: "undefined" } : outcome;
}
