import type { Json, Outcome } from "@bylaw/engine";
import type { Answer } from "../event/answer.ts";
import type { RecordedEvent } from "../event/recorded-event.ts";
import { isArray, isObject } from "../json-value.ts";
import type { ReplayedEvent } from "../replay/replay-batch.ts";
import { type Disclosure, withheld } from "./disclosure.ts";
import type { Shown, Verdict } from "./report.ts";
import type { Row, RowAnswer } from "./row.ts";

/** What a row is made from, by class. */
export type RowDetails =
  | { readonly class: "unreadable"; readonly message: string; readonly source: Row["source"] }
  | { readonly class: "duplicate" | "outOfScope"; readonly event: RecordedEvent }
  | {
      readonly class: "unchanged" | "changed" | "indeterminate" | "error";
      readonly replayed: ReplayedEvent;
      readonly verdicts?: { readonly from: Verdict; readonly to: Verdict };
      readonly group?: string;
    };

/** @param inClear whether recorded values are written as they are */
export function rowOf(
  details: RowDetails,
  inClear: boolean,
  disclosure: Pick<Disclosure, "decisionPath">,
): Row {
  const shownPath = inClear ? (path: string) => path : disclosure.decisionPath;
  switch (details.class) {
    case "unreadable":
      return {
        decision_id: null,
        class: "unreadable",
        message: details.message,
        path: null,
        timestamp: null,
        source: details.source,
      };
    case "duplicate":
    case "outOfScope":
      return {
        ...eventPart(details.event, shownPath),
        class: details.class,
        recorded: answerIn(details.event.recorded, inClear),
      };
    default: {
      const { replayed, verdicts, group } = details;
      const { classification, event } = replayed;
      const asked = event.input.kind !== "unparsed" && event.asked.kind === "decision";
      return {
        ...eventPart(event, shownPath),
        class: classification.class,
        ...(classification.class === "indeterminate"
          ? { reason: classification.reason, paths: classification.paths }
          : {}),
        ...(verdicts === undefined ? {} : { transition: `${verdicts.from}->${verdicts.to}` }),
        ...(group === undefined ? {} : { group }),
        recorded: answerIn(event.recorded, inClear),
        ...(asked
          ? { ...answered("base", replayed.base, inClear), ...answered("head", replayed.head, inClear) }
          : {}),
      };
    }
  }
}

function eventPart(
  event: RecordedEvent,
  shownPath: (path: string) => string,
): Pick<Row, "decision_id" | "path" | "timestamp" | "source"> {
  return {
    decision_id: event.decisionId,
    path: event.asked.kind === "query" ? null : shownPath(event.asked.path),
    timestamp: event.timestamp,
    source: event.source,
  };
}

function answered(
  side: "base" | "head",
  outcome: Outcome,
  inClear: boolean,
): Partial<Pick<Row, "base" | "head">> {
  return outcome.kind === "unavailable" ? {} : { [side]: answerIn(outcome, inClear) };
}

function answerIn(answer: Answer, inClear: boolean): RowAnswer {
  switch (answer.kind) {
    case "undefined":
      return { defined: false };
    case "error":
      return { error: inClear ? answer.message : answer.code };
    case "defined":
      return { defined: true, value: inClear ? answer.value : hidden(answer.value) };
  }
}

/** Truth values are what a decision is; everything else could be anyone's. */
function hidden(value: Json): Shown {
  if (value === null || typeof value === "boolean") return value;
  if (isObject(value)) {
    const verdict = ["allow", "allowed"].filter((name) => typeof value[name] === "boolean");
    if (verdict.length > 0) return Object.fromEntries(verdict.map((name) => [name, value[name] === true]));
  }
  return isArray(value) && value.length === 0 ? [] : withheld(value);
}
