import { isDeepStrictEqual } from "node:util";
import type { Group, ShownAnswer } from "../report/report.ts";
import {
  answerText,
  causeText,
  count,
  expectationText,
  minute,
  noRuleText,
  plural,
  rulePlace,
  ruleText,
  valueText,
} from "./describe.ts";
import { terminalText } from "./escape.ts";

/** One group, with everything that the report holds of it; lines for a terminal. */
export function formatGroup(group: Group): string {
  const { expected, distinct, firstSeen, lastSeen } = group;
  const cause = causeText(group);
  const lines = [
    `${group.id}  ${group.transition.replace("->", " → ")}  ${plural(group.count, "decision")}  ${group.path}`,
    line("fingerprint", group.fingerprint),
    ...(expected === null
      ? []
      : [
          line("expected", `${expectationText(expected)}, at most ${count(expected.maximum)}`),
          line(
            "reason",
            `${expected.reason} (${expected.acceptedBy}, until ${expected.expires ?? "further notice"})`,
          ),
        ]),
    ...(distinct.principal === null
      ? []
      : [line("who", `${group.approximate ? "at least " : ""}${plural(distinct.principal, "principal")}`)]),
    ...(firstSeen === null || lastSeen === null
      ? []
      : [line("seen", `${minute(firstSeen)} to ${minute(lastSeen)}`)]),
    ...(cause === undefined ? [] : [line("cause", cause)]),
    ...ruleLines(group, "base"),
    ...ruleLines(group, "head"),
    ...answerLines(group),
    ...group.changes.map(({ op, path, base, head }) => {
      const values = [base, head].flatMap((value) => (value === undefined ? [] : [valueText(value)]));
      return line(op, `${path || "answer"}  ${values.join(" → ")}`);
    }),
    ...group.where.flatMap(({ path, distinct: values, values: shown, otherCount }) => [
      line("where", `${path}: ${plural(values, "value")}`),
      ...shown.map(({ value, count: events }) => line("", `  ${valueText(value)}  ${count(events)}`)),
      ...(otherCount === 0 ? [] : [line("", `  not shown  ${count(otherCount)}`)]),
    ]),
    ...group.examples.map(({ decision_id, timestamp, source }) =>
      line("event", `${decision_id ?? "without id"}  ${timestamp ?? ""}  ${source.file}:${source.position}`),
    ),
    ...(expected?.status === "covered"
      ? []
      : [line("accept", `bylaw accept ${group.id} --max ${group.count} --reason "…"`)]),
  ];
  return `${lines.map(terminalText).join("\n")}\n`;
}

const line = (name: string, text: string) => `  ${name.padEnd(13)}${text}`;

function ruleLines(group: Group, side: "base" | "head"): readonly string[] {
  const rules = group.rules[side];
  if (rules.length === 0) return [line(`${side} rule`, noRuleText(group))];
  return rules.map((rule) => line(`${side} rule`, `${ruleText(rule)}  ${rulePlace(rule)}  ${rule.status}`));
}

function answerLines({ from, to }: Group): readonly string[] {
  const shown: readonly (readonly [string, ShownAnswer])[] = isDeepStrictEqual(from, to)
    ? [["both answer", from]]
    : [
        ["base answers", from],
        ["head answers", to],
      ];
  return shown.map(([name, answer]) => line(name, ` ${answerText(answer)}`));
}
