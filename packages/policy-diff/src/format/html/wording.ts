import type { Group, RuleRef, Verdict } from "../../report/report.ts";
import { count, errorText, plural, rulePlace } from "../describe.ts";
import { shortened } from "../escape.ts";
import { code, element, joined, type Markup } from "./markup.ts";

export const kindNames: Readonly<Record<Group["kind"], string>> = {
  grant: "▲ grant",
  lockout: "▼ lock-out",
  error: "✕ error",
  other: "≠ other",
};

/** The kind of change as a label: a sign and a word, so that its colour says nothing of its own. */
export function kindLabel(kind: Group["kind"]): Markup {
  return element("span", { class: `kind ${kind}` }, kindNames[kind]);
}

export function transitionText(transition: string): string {
  const [from, to] = transition.split("->");
  return from === to ? `${from}, other answer` : transition.replace("->", " → ");
}

const before: Readonly<Record<string, readonly [one: string, many: string]>> = {
  allow: ["allowed request", "allowed requests"],
  deny: ["recorded denial", "recorded denials"],
  error: ["recorded error", "recorded errors"],
  undefined: ["undefined decision", "undefined decisions"],
  other: ["recorded decision", "recorded decisions"],
} satisfies Record<Verdict, readonly [string, string]>;

const after: Readonly<Record<string, string>> = {
  allow: "would be allowed",
  deny: "would be denied",
  error: "would end in an error",
  undefined: "would be undefined",
  other: "would have another answer",
} satisfies Record<Verdict, string>;

/** Such as `35 recorded denials would be allowed`. */
export function groupHeadline(group: Pick<Group, "kind" | "transition" | "count">): string {
  const { transition, count: events } = group;
  const [from = "other", to = "other"] = transition.split("->");
  const [one, many] = before[from] ?? ["recorded decision", "recorded decisions"];
  const what = from === to ? "would have another answer" : (after[to] ?? "would have another answer");
  const byError = errorText(group);
  return `${count(events)} ${events === 1 ? one : many} ${what}${byError === undefined ? "" : `: ${byError}`}`;
}

/** Whom and what a group is about, as far as the usual places of the input say it. */
export function reachText({ distinct, approximate }: Pick<Group, "distinct" | "approximate">): string {
  const least = approximate ? "at least " : "";
  const parts = [
    ...(distinct.principal === null ? [] : [`${least}${plural(distinct.principal, "principal")}`]),
    ...(distinct.resource === null ? [] : [`${least}${plural(distinct.resource, "resource")}`]),
  ];
  return parts.join(" · ");
}

export function statusText(rule: RuleRef): string {
  return rule.status === "same" ? "not changed here" : rule.status;
}

/** A rule with its place and what became of it. */
export function ruleNamed(rule: RuleRef): Markup {
  return joined(
    element("strong", {}, `“${shortened(rule.name, 160)}”`),
    " (",
    code(rulePlace(rule), 160),
    `, ${statusText(rule)})`,
  );
}
