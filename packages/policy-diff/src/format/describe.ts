import { verdicts } from "../classify/verdict.ts";
import { kindOf } from "../group/kind.ts";
import { isWithheld } from "../report/disclosure.ts";
import type {
  Group,
  GroupExpectation,
  IndeterminateReason,
  Report,
  RuleRef,
  Shown,
  ShownAnswer,
  UnmatchedExpectation,
  Verdict,
  Where,
} from "../report/report.ts";
import { jsonText } from "./json-text.ts";

/** `1204318` → `1,204,318` */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** `0.0114` → `1.14 %` */
export function percent(part: number): string {
  return `${(Math.floor(part * 10_000) / 100).toFixed(2).replace(/\.?0+$/, "")} %`;
}

/** `1 decision`, `2 decisions` */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? "" : "s"}`;
}

export function answerText(answer: ShownAnswer): string {
  if ("error" in answer) return answer.error === "" ? "error" : `error (${answer.error})`;
  return answer.defined ? valueText(answer.value) : "undefined";
}

export function valueText(value: Shown): string {
  if (isWithheld(value)) {
    return value.length === undefined ? `‹${value.withheld}›` : `‹${value.withheld}, ${value.length}›`;
  }
  if (Array.isArray(value)) return `[${value.map((element: Shown) => valueText(element)).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    return `{${Object.entries(value)
      .map(([name, member]) => `${JSON.stringify(name)}: ${valueText(member)}`)
      .join(", ")}}`;
  }
  return jsonText(value, 0);
}

/** Of a place: its values where there are few and they may be shown, else how many there are. */
export function whereText({ distinct, values, otherCount }: Where): string {
  const shown = values.map(({ value }) => valueText(value));
  if (otherCount === 0 && shown.length > 0) return shown.join(", ");
  const others = distinct - shown.length;
  if (shown.length > 0) return `${shown.join(", ")} and ${count(others)} more`;
  return distinct === 1 ? "one value, withheld" : `${count(distinct)} values, withheld`;
}

/** What made a group, where it is not the policy; undefined where it is. */
export function causeText({ cause, data }: Group): string | undefined {
  const places = data.length === 0 ? "" : `: ${data.slice(0, 3).join(", ")}${data.length > 3 ? ", …" : ""}`;
  switch (cause) {
    case "data":
      return `the data alone${places}`;
    case "both":
      return `more than one change together, data or policy${places}`;
    case "engine":
      return "the other OPA alone";
    case "policy":
    case null:
      return undefined;
  }
}

/** What stands where no rule does: which rules another OPA decides by is not told. */
export function noRuleText({ cause }: Pick<Group, "cause">): string {
  return cause === "engine" ? "no rule known, as another OPA decides" : "no rule";
}

/** `OPA 1.22.2`, or both where each side has one of its own. */
export function opaText({ engine, base, head }: Report): string {
  return base.opaVersion === head.opaVersion
    ? `OPA ${engine.opaVersion}`
    : `OPA ${base.opaVersion} (base) and ${head.opaVersion} (head)`;
}

/** `input.attributes.request.http.method` is long; the last two names tell as much. */
export function shortPlace(path: string): string {
  const parts = path.match(/\.[A-Za-z_][A-Za-z0-9_]*|\["(?:[^"\\]|\\.)*"\]/g) ?? [];
  return parts.length <= 2 ? path : parts.slice(-2).join("").replace(/^\./, "");
}

export function ruleText(rule: Pick<RuleRef, "name">): string {
  return `"${rule.name}"`;
}

export function rulePlace(rule: Pick<RuleRef, "file" | "row">): string {
  return `${rule.file}:${rule.row}`;
}

/** The pairs of verdicts that there are, with the kind of change that each is. */
export function transitionsOf({ transitions, options: { onError = "deny" } }: Report): readonly {
  readonly from: Verdict;
  readonly to: Verdict;
  readonly kind: Group["kind"];
  readonly events: number;
}[] {
  return verdicts.flatMap((from) =>
    verdicts.flatMap((to) => {
      const events = transitions[`${from}->${to}`] ?? 0;
      return events === 0 ? [] : [{ from, to, kind: kindOf(from, to, onError), events }];
    }),
  );
}

/** What errors have to do with a grant or a lock-out that no answer states; undefined for all else. */
export function errorText({ kind, transition }: Pick<Group, "kind" | "transition">): string | undefined {
  const [from, to] = transition.split("->");
  if (kind === "grant" && to === "error") return "an error is let through";
  if (kind === "grant" && to !== "allow") return "what is no verdict may be let through";
  if (kind === "lockout" && from === "error") return "the error was let through";
  if (kind === "lockout" && from !== "allow") return "what was no verdict may have been let through";
  return undefined;
}

export function totalsByKind(report: Report): Readonly<Record<Group["kind"], number>> {
  const sums = { grant: 0, lockout: 0, error: 0, other: 0 };
  for (const { from, to, kind, events } of transitionsOf(report)) if (from !== to) sums[kind] += events;
  // The same verdict with another answer is no transition between verdicts.
  const answers =
    report.totals.changed + report.totals.error - sums.grant - sums.lockout - sums.error - sums.other;
  const sameError = report.transitions["error->error"] ?? 0;
  return { ...sums, other: sums.other + Math.max(0, answers - sameError - unknownErrors(report)) };
}

/** What changes, a phrase for each kind; empty when nothing does. */
export function changesText(report: Report): readonly string[] {
  const kinds = totalsByKind(report);
  const without = (wanted: Group["kind"], side: "from" | "to") =>
    transitionsOf(report)
      .filter((pair) => pair.kind === wanted && pair[side] !== "allow")
      .reduce((sum, { events }) => sum + events, 0);
  const [open, opened] = [without("grant", "to"), without("lockout", "from")];
  return [
    ...(kinds.grant > 0
      ? [
          `${plural(kinds.grant, "recorded decision")} would be newly allowed` +
            (open === 0 ? "" : ` (${count(open)} by an error or no verdict, which is let through)`),
        ]
      : []),
    ...(kinds.lockout > 0
      ? [
          `${plural(kinds.lockout, "allowed request")} would no longer be` +
            (opened === 0 ? "" : ` (${count(opened)} allowed by an error or no verdict)`),
        ]
      : []),
    ...(kinds.error + kinds.other > 0
      ? [`${plural(kinds.error + kinds.other, "decision")} would answer otherwise`]
      : []),
  ];
}

/** @param left groups that are not shown, those past the bound among them */
export function moreGroups(left: number, { groupsOmitted }: Report): string {
  return `${groupsOmitted.atLeast === true ? "at least " : ""}${plural(left, "more group")}`;
}

/** Whether there is nothing to say but that nothing changes. */
export function isUnchanged(report: Report): boolean {
  const { gate, groups, groupsOmitted } = report;
  // A search was asked for, so that what came of it is said.
  if (report.search !== undefined) return false;
  if (!gate.reliable || gate.tripped.length > 0 || groups.length + groupsOmitted.groups > 0) return false;
  return Object.values(totalsByKind(report)).every((events) => events === 0);
}

export function expectationText({ status, maximum, expires }: GroupExpectation): string {
  switch (status) {
    case "covered":
      return "expected";
    case "overMaximum":
      return `expected at most ${count(maximum)}`;
    case "expired":
      return `no longer expected since ${expires ?? ""}`;
  }
}

export function unmatchedText({ why, expired }: UnmatchedExpectation): string {
  const found = why === "absent" ? "no such group" : "the group is not what the file says";
  return expired ? `${found}, expired` : found;
}

/** Events of class error whose head answer is not known are in no transition. */
function unknownErrors(report: Report): number {
  const known = Object.values(report.transitions).reduce((sum, number) => sum + number, 0);
  return Math.max(0, report.totals.unchanged + report.totals.changed + report.totals.error - known);
}

/** Part of the events whose recorded result base gives again; of those that could be replayed. */
export function reproduced(report: Report): number {
  const { unchanged, changed, error, baseMismatch } = report.totals;
  const replayed = unchanged + changed + error + baseMismatch;
  return replayed === 0 ? 0 : 1 - baseMismatch / replayed;
}

/** Why a report is not to be relied on; undefined when it may be. */
export function distrust(report: Report): string | undefined {
  if (report.gate.reliable) return undefined;
  if (report.totals.events === 0) {
    return report.totals.read === 0
      ? "Do not rely on this: no recorded decision was read."
      : `Do not rely on this: none of the ${plural(report.totals.read, "recorded decision")} is one that base or head makes.`;
  }
  return (
    `Do not rely on this: only ${percent(report.gate.comparable)} of the recorded decisions could be compared ` +
    `(${percent(report.gate.minComparable)} is asked for).`
  );
}

const reasonNames: Readonly<Record<IndeterminateReason, string>> = {
  input: "no input: the sender could not parse the request",
  partialEvaluation: "a filter, not an answer",
  notInCorpus: "not kept in the corpus",
  masked: "masked in the log",
  nondeterministic: "not in the log: what a builtin answered",
  unsupportedBuiltin: "a builtin that cannot be called here",
  notReproduced: "base gives another result than recorded",
};

export function reasonText(reason: IndeterminateReason): string {
  return reasonNames[reason];
}

/** `2026-11-23T09:36:45.123Z` → `2026-11-23 09:36Z` */
export function minute(timestamp: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(timestamp)) return "an unknown time";
  return `${timestamp.slice(0, 10)} ${timestamp.slice(11, 16)}Z`;
}

export function sideText(side: Report["base"]): string {
  return side.commit === null ? side.label : `${side.label} (${side.commit.slice(0, 7)})`;
}
