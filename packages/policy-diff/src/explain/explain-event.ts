import type { Evidence, EvidenceEngine, ExpressionEvidence } from "@bylaw/engine";
import { sameOutcome } from "@bylaw/engine";
import { placeText, valueAt } from "../event/place.ts";
import { queryOf } from "../replay/query.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { ExplainedEvent, LineOutcome, ReadPlace, WrittenRule } from "./explanation.ts";

/** A place below the input. */
export type Read = readonly string[];

interface Around {
  readonly places: readonly Read[];
  readonly rules: { readonly base: readonly WrittenRule[]; readonly head: readonly WrittenRule[] };
  readonly engine: { readonly base: EvidenceEngine | undefined; readonly head: EvidenceEngine | undefined };
  readonly disclosure: Disclosure;
}

/** Decides an event once more, with evidence, and tells what may be shown of it. */
export function explainEvent(
  replayed: ReplayedEvent,
  { places, rules, engine, disclosure }: Around,
): ExplainedEvent {
  const { event, base, head } = replayed;
  const evidence = {
    base: evidenceOf(replayed, "base", engine.base),
    head: evidenceOf(replayed, "head", engine.head),
  };
  const linesOf = (role: "base" | "head") => {
    const expressions = evidence[role]?.expressions;
    const table = engine[role]?.table;
    return expressions === undefined || table === undefined
      ? null
      : lineOutcomes(table.expressions, expressions, rules[role]);
  };
  return {
    source: event.source,
    recorded: disclosure.answer(event.recorded),
    base: disclosure.answer(base),
    head: disclosure.answer(head),
    places: places.map((place) => readPlace(place, replayed, evidence, disclosure)),
    lines: { base: linesOf("base"), head: linesOf("head") },
  };
}

/** Nothing is told from an answer other than the one that was confirmed. */
function evidenceOf(
  replayed: ReplayedEvent,
  role: "base" | "head",
  engine: EvidenceEngine | undefined,
): Evidence | undefined {
  if (engine === undefined) return undefined;
  const { outcome, evidence } = engine.explain(
    queryOf(replayed.event, engine.entrypoints[0] ?? replayed.path),
  );
  return sameOutcome(outcome, replayed[role]) ? evidence : undefined;
}

function readPlace(
  place: Read,
  { event }: ReplayedEvent,
  evidence: { readonly base: Evidence | undefined; readonly head: Evidence | undefined },
  disclosure: Disclosure,
): ReadPlace {
  const value = event.input.kind === "given" ? valueAt(event.input.value, place) : undefined;
  const pointer = ["/input", ...place.map((name) => name.replaceAll("~", "~0").replaceAll("/", "~1"))].join(
    "/",
  );
  const known = (["base", "head"] as const).filter((role) => evidence[role]?.inputPaths !== undefined);
  return {
    path: placeText(place),
    ...(value === undefined ? {} : { value: disclosure.inputValue(place, value) }),
    readBy:
      known.length < 2
        ? null
        : known.filter((role) => evidence[role]?.inputPaths?.overlaps(pointer, "replaced") === true),
  };
}

/** The outcome of each expression within the rules, and of those that evaluation did not come to. */
function lineOutcomes(
  expressions: readonly ExpressionEvidence["expression"][],
  reached: readonly ExpressionEvidence[],
  rules: readonly WrittenRule[],
): readonly LineOutcome[] {
  const evidence = new Map(reached.map((one) => [one.expression.id, one]));
  return expressions.flatMap(({ id, place, status }) => {
    const { file, row, endRow } = place;
    const within = rules.some(
      (rule) => rule.file === file && row >= rule.row && row < rule.row + rule.lines.length,
    );
    if (!within || status === "constant") return [];
    return [{ file, row, endRow, outcome: outcomeOf(evidence.get(id)) }];
  });
}

function outcomeOf(evidence: ExpressionEvidence | undefined): LineOutcome["outcome"] {
  if (evidence === undefined) return "notReached";
  const failed = evidence.false + evidence.undefined;
  if (evidence.true > 0) return failed > 0 ? "both" : "succeeded";
  return "failed";
}
