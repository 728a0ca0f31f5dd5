import type { GroupExplanation } from "../../explain/explanation.ts";
import type { AnswerChange, Group, GroupExpectation, Report, RuleRef, Where } from "../../report/report.ts";
import {
  answerText,
  causeText,
  count,
  expectationText,
  minute,
  noRuleText,
  percent,
  valueText,
  whereText,
} from "../describe.ts";
import { shortened } from "../escape.ts";
import { eventPages } from "./event-page.ts";
import { code, element, joined, link, type Markup } from "./markup.ts";
import { sourceView } from "./source-view.ts";
import { facts, table } from "./table.ts";
import { groupHeadline, kindLabel, reachText, ruleNamed } from "./wording.ts";

const shownRules = 6;

/** One group: a sentence, what sets its events apart, the rules on both sides, and the events to look at. */
export function groupPage(group: Group, explanation: GroupExplanation | undefined, report: Report): Markup {
  return element(
    "article",
    { class: "group-page", id: `g=${group.id}`, tabindex: -1, "aria-label": `group ${group.id}` },
    element("h3", {}, kindLabel(group.kind), " ", groupHeadline(group)),
    element("p", { class: "sentence" }, sentence(group)),
    groupFacts(group),
    whereSection(group.where),
    answersSection(group),
    explanation === undefined ? undefined : sourceView(explanation, group),
    eventPages(group, explanation, report),
    element("p", { class: "back" }, link("groups", "All groups")),
  );
}

function sentence(group: Group): Markup {
  const { base, head } = group.rules;
  return joined(
    "Decision ",
    code(group.path, 200),
    ". On head: ",
    namedRules(head, noRuleText(group)),
    "; on base: ",
    namedRules(base, noRuleText(group)),
    ".",
  );
}

function namedRules(rules: readonly RuleRef[], none: string): Markup {
  if (rules.length === 0) return joined(none);
  const left = rules.length - shownRules;
  return joined(
    rules.slice(0, shownRules).map((rule, index) => joined(index === 0 ? "" : ", ", ruleNamed(rule))),
    left > 0 ? ` and ${count(left)} more` : "",
  );
}

function groupFacts(group: Group): Markup {
  const seen = (timestamp: string | null) => (timestamp === null ? "–" : minute(timestamp));
  return facts([
    ["group", code(group.id)],
    ["decisions", `${count(group.count)} (${percent(group.share)} of those on this path)`],
    ["for", reachText(group) || "no usual place of the input says who"],
    ["first seen", seen(group.firstSeen)],
    ["last seen", seen(group.lastSeen)],
    ["origin", group.origin],
    ["cause", shortened(causeText(group) ?? "the policy alone", 400)],
    ...(group.expected === null ? [] : [["expected", expectation(group.expected)] as const]),
    ...(group.sinceLast === null ? [] : [["since the last report", group.sinceLast] as const]),
  ]);
}

function expectation(expected: GroupExpectation): string {
  const until = expected.expires === null ? "" : `, until ${expected.expires}`;
  return (
    `${expectationText(expected)} (at most ${count(expected.maximum)}${until}): ` +
    `${shortened(expected.reason, 500)} (${shortened(expected.acceptedBy, 100)})`
  );
}

function whereSection(where: readonly Where[]): Markup | undefined {
  if (where.length === 0) return undefined;
  return table(
    "What sets these decisions apart from the unchanged ones",
    [
      { title: "place of the input", cell: ({ path }) => code(path, 200) },
      {
        title: "values",
        cell: (place) =>
          place.values.length === 0
            ? element("span", { class: "withheld" }, whereText(place))
            : place.values.map(({ value, count: number }) =>
                element("div", {}, code(valueText(value), 160), ` × ${count(number)}`),
              ),
      },
      { title: "distinct", number: true, cell: ({ distinct }) => count(distinct) },
      { title: "with values not shown", number: true, cell: ({ otherCount }) => count(otherCount) },
      { title: "unchanged without them", number: true, cell: ({ separates }) => percent(separates) },
    ],
    where,
  );
}

function answersSection(group: Group): Markup {
  return joined(
    element("h4", {}, "Answer of the smallest witness"),
    element("p", {}, code(answerText(group.from), 600), " → ", code(answerText(group.to), 600)),
    group.changes.length === 0
      ? undefined
      : table(
          "What differs inside the answer",
          [
            { title: "change", cell: ({ op }: AnswerChange) => op },
            { title: "at", cell: ({ path }) => code(path === "" ? "the answer" : path, 200) },
            {
              title: "base",
              cell: ({ base }) => (base === undefined ? "–" : code(shortened(valueText(base), 400), 400)),
            },
            {
              title: "head",
              cell: ({ head }) => (head === undefined ? "–" : code(shortened(valueText(head), 400), 400)),
            },
          ],
          group.changes,
        ),
  );
}
