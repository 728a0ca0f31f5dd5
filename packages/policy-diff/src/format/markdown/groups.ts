import type { Group, Report, RuleRef } from "../../report/report.ts";
import {
  causeText,
  errorText,
  expectationText,
  minute,
  moreGroups,
  plural,
  shortPlace,
  whereText,
} from "../describe.ts";
import { markdownCode, markdownText, shortened } from "../escape.ts";
import { countText } from "../search.ts";
import type { MarkdownLinks, Rung } from "./comment.ts";
import { placeLink } from "./link.ts";

/** The groups, one a row; how many are left out. */
export function groupTable(report: Report, { groups }: Rung, links: MarkdownLinks): string {
  const shown = report.groups.slice(0, groups);
  const hidden = report.groups.slice(groups);
  const events = hidden.reduce((sum, group) => sum + group.count, 0) + report.groupsOmitted.events;
  const left = hidden.length + report.groupsOmitted.groups;
  const more =
    left === 0
      ? ""
      : `\n\n${moreGroups(left, report)} with ${plural(events, "decision")}: see the whole report.`;
  if (shown.length === 0) return more.trim();
  return `${[
    "| | group | change | where | because of | decisions | last seen |",
    "|---|---|---|---|---|--:|---|",
    ...shown.map((group) => groupRow(group, links)),
  ].join("\n")}${more}`;
}

function groupRow(group: Group, links: MarkdownLinks): string {
  const covered = group.expected?.status === "covered";
  const mark = covered ? "ok" : group.kind === "other" ? "" : "**!**";
  const seen = group.lastSeen === null ? "–" : minute(group.lastSeen);
  const decisions = covered ? countText(group) : `**${countText(group)}**`;
  const name = group.sinceLast === "new" ? `${group.id} (new)` : group.id;
  return `| ${[mark, name, changeText(group), whereCell(group), rulesCell(group, links), decisions, seen].join(" | ")} |`;
}

function changeText(group: Group): string {
  const [from = "", to = ""] = group.transition.split("->");
  const decision = markdownCode(shortened(group.path, 100));
  const covered = group.expected?.status === "covered";
  const change =
    from === to
      ? `${decision}: ${from}, other answer`
      : `${decision}: ${from} → ${covered ? to : `**${to}**`}`;
  const byError = errorText(group);
  return [
    change,
    ...(byError === undefined ? [] : [byError]),
    ...(group.expected === null ? [] : [expectationText(group.expected)]),
  ].join(", ");
}

function whereCell(group: Group): string {
  const who = group.distinct.principal;
  const callers = who === null ? [] : [`${group.approximate ? "at least " : ""}${plural(who, "principal")}`];
  const places = group.where.map(
    (where) =>
      `${markdownCode(shortened(shortPlace(where.path), 80))}: ${markdownText(shortened(whereText(where), 160))}`,
  );
  return [...callers, ...places].join("<br>");
}

function rulesCell(group: Group, links: MarkdownLinks): string {
  const cause = causeText(group);
  const rules = ruleNames(group, links);
  return cause === undefined
    ? rules
    : [markdownText(shortened(cause, 200)), rules].filter((text) => text !== "").join("<br>");
}

function ruleNames({ cause, rules: { base, head } }: Group, links: MarkdownLinks): string {
  if (head.length === 0 && base.length === 0) return "";
  if (head.length === 0) {
    const were = base.slice(0, 3).map((rule) => ruleName(rule, links.base));
    return cause === "engine" ? `on base ${were.join(", ")}` : `no rule any more (was ${were.join(", ")})`;
  }
  return head
    .slice(0, 3)
    .map((rule) => ruleName(rule, links.head))
    .join(", ");
}

function ruleName(rule: RuleRef, folder: string | undefined): string {
  const status = rule.status === "same" ? "not changed here" : rule.status;
  return `"${markdownText(shortened(rule.name, 100))}" (${placeLink(rule.file, rule.row, folder)}, ${status})`;
}
