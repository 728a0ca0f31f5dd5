import type {
  ExplainedEvent,
  GroupExplanation,
  LineOutcome,
  WrittenRule,
} from "../../explain/explanation.ts";
import type { Group } from "../../report/report.ts";
import { shortened } from "../escape.ts";
import { code, element, joined, type Markup } from "./markup.ts";

type Outcome = LineOutcome["outcome"];

/** A sign for each outcome, and the words for those who do not see it. */
const signs: Readonly<Record<Outcome, readonly [sign: string, words: string]>> = {
  succeeded: ["✓", "succeeded"],
  failed: ["✗", "failed"],
  both: ["±", "held for some elements"],
  notReached: ["○", "not reached"],
};

const longestLine = 400;

/** The rules of both sides beside each other, each line with how it came out for the smallest witness. */
export function sourceView({ rules, events }: GroupExplanation, group: Group): Markup {
  const [witness] = events;
  return joined(
    element("h4", {}, "The rules, and how their lines came out for the smallest witness"),
    element(
      "div",
      { class: "beside" },
      (["base", "head"] as const).map((side) =>
        column(side, rules[side], witness?.lines[side] ?? null, group),
      ),
    ),
    element(
      "p",
      { class: "note legend" },
      Object.values(signs).map(([sign, words], index) => `${index === 0 ? "" : " · "}${sign} ${words}`),
    ),
  );
}

function column(
  side: "base" | "head",
  rules: readonly WrittenRule[],
  lines: ExplainedEvent["lines"]["base"],
  group: Group,
): Markup {
  return element(
    "section",
    { class: "side" },
    element("h5", {}, side),
    rules.length === 0 ? element("p", { class: "note" }, nothingHere(side, group)) : undefined,
    rules.map((rule) => ruleText(rule, lines)),
    rules.length > 0 && lines === null
      ? element("p", { class: "note" }, "How these lines came out cannot be told here.")
      : undefined,
  );
}

function nothingHere(side: "base" | "head", group: Group): string {
  if (group.cause === "engine")
    return `Which rule speaks for it on ${side} is not known, as another OPA decides.`;
  const other = side === "base" ? "head" : "base";
  const status = group.rules[other][0]?.status;
  if (status === "new" || status === "removed") return `There is no such rule on ${side}.`;
  return `No rule on ${side} speaks for it.`;
}

function ruleText(rule: WrittenRule, lines: ExplainedEvent["lines"]["base"]): Markup {
  const outcomes = lines === null ? new Map<number, Outcome>() : outcomesByRow(rule, lines);
  return element(
    "figure",
    { class: "rule" },
    element(
      "figcaption",
      {},
      element("strong", {}, shortened(rule.title, 160)),
      " ",
      code(`${rule.file}:${rule.row}`, 160),
      rule.writtenAt === null
        ? undefined
        : joined(", compiled from ", code(`${rule.writtenAt.file}:${rule.writtenAt.row}`, 160)),
    ),
    element(
      "ol",
      { class: "lines", start: rule.row },
      rule.lines.map((line, index) => lineText(line, outcomes.get(rule.row + index))),
    ),
  );
}

function lineText(line: string, outcome: Outcome | undefined): Markup {
  const [sign, words] = outcome === undefined ? [" ", ""] : signs[outcome];
  return element(
    "li",
    { class: outcome },
    element("span", { class: "sign", title: words === "" ? undefined : words }, sign),
    words === "" ? undefined : element("span", { class: "unseen" }, `${words}: `),
    element("code", {}, shortened(line.replaceAll("\t", "    "), longestLine)),
  );
}

/** Expressions lie within others; what is said of a row is said by the innermost, and a failure before a success. */
function outcomesByRow(rule: WrittenRule, lines: readonly LineOutcome[]): ReadonlyMap<number, Outcome> {
  const worst: readonly Outcome[] = ["succeeded", "both", "notReached", "failed"];
  const spans = new Map<number, { readonly span: number; readonly outcome: Outcome }>();
  for (const { file, row, endRow, outcome } of lines) {
    if (file !== rule.file) continue;
    const span = endRow - row;
    for (let at = row; at <= endRow; at++) {
      const known = spans.get(at);
      const isInner = known === undefined || span < known.span;
      const isWorse = known?.span === span && worst.indexOf(outcome) > worst.indexOf(known.outcome);
      if (isInner || isWorse) spans.set(at, { span, outcome });
    }
  }
  return new Map([...spans].map(([row, { outcome }]) => [row, outcome]));
}
