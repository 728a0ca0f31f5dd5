import type { Group, Report, RuleRef } from "../report/report.ts";
import {
  answerText,
  count,
  distrust,
  minute,
  percent,
  plural,
  reasonText,
  reproduced,
  rulePlace,
  shortPlace,
  sideText,
  totalsByKind,
  whereText,
} from "./describe.ts";
import { markdownCode, markdownText, shortened } from "./escape.ts";
import { countText, foundText, isSearchAlone, searchText, verdictText, witnessText } from "./search.ts";

export interface MarkdownOptions {
  /** Names this comment among others on the same pull request; `default` when absent. */
  readonly key?: string;
  /** The most characters the comment may have; 60,000 when absent. */
  readonly budget?: number;
}

const defaultBudget = 60_000;
const smallestBudget = 2_000;

/** How much of each part a comment shows; the first rung that fits is taken. */
interface Rung {
  readonly groups: number;
  readonly witnesses: number;
  readonly rules: number;
  readonly reasons: number;
  readonly warnings: number;
}

const rungs: readonly Rung[] = [
  { groups: 50, witnesses: 5, rules: 50, reasons: 20, warnings: 10 },
  { groups: 50, witnesses: 0, rules: 20, reasons: 20, warnings: 5 },
  { groups: 25, witnesses: 0, rules: 0, reasons: 10, warnings: 3 },
  { groups: 10, witnesses: 0, rules: 0, reasons: 3, warnings: 1 },
  { groups: 3, witnesses: 0, rules: 0, reasons: 0, warnings: 0 },
  { groups: 0, witnesses: 0, rules: 0, reasons: 0, warnings: 0 },
];

/**
 * The report as one comment of a pull request. It stays within its budget by construction: witnesses go first, then
 * rules, then rows, in a fixed order. Everything that comes from logs or policies is escaped, so that it pings nobody,
 * loads nothing and cannot fake the marker by which the comment is found again.
 */
export function formatMarkdown(report: Report, options: MarkdownOptions = {}): string {
  const budget = Math.max(smallestBudget, options.budget ?? defaultBudget);
  const key = (options.key ?? "default").replace(/[^A-Za-z0-9._/-]/g, "-").slice(0, 100);
  for (const rung of rungs) {
    const text = comment(report, key, rung);
    if (text.length <= budget) return text;
  }
  return `${marker(key, report)}\n### Bylaw: ${headline(report)}\n`;
}

function marker(key: string, report: Report): string {
  return `<!-- bylaw:diff v1 key=${key} head=${report.head.digest.slice(0, 12)} -->`;
}

function comment(report: Report, key: string, rung: Rung): string {
  const reason = distrust(report);
  const parts = [
    marker(key, report),
    `### Bylaw: ${reason === undefined ? headline(report) : reason}`,
    summary(report),
    groupTable(report, rung),
    witnesses(report, rung),
    ruleTable(report, rung),
    searchSection(report, rung),
    notCompared(report, rung),
    warnings(report, rung),
    footer(report),
  ];
  return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}

function headline(report: Report): string {
  const kinds = totalsByKind(report);
  const said = [
    ...(kinds.grant > 0 ? [`${plural(kinds.grant, "recorded decision")} would be newly allowed`] : []),
    ...(kinds.lockout > 0 ? [`${plural(kinds.lockout, "allowed request")} would no longer be`] : []),
    ...(kinds.error + kinds.other > 0
      ? [`${plural(kinds.error + kinds.other, "decision")} would answer otherwise`]
      : []),
  ];
  const recorded = !isSearchAlone(report);
  if (recorded && said.length === 0) said.push("no recorded decision changes");
  if (report.search !== undefined) {
    const found = report.groups.filter(({ origin }) => origin === "generated");
    const nothing = recorded ? [] : ["search found no difference"];
    const grants = found.filter(({ kind }) => kind === "grant").length;
    const also = recorded ? " that no recorded decision shows" : "";
    const granted = grants === 0 ? "" : `, ${plural(grants, "grant")} among them`;
    said.push(
      ...(found.length === 0
        ? nothing
        : [`search found ${plural(found.length, "difference")}${granted}${also}`]),
    );
  }
  return said.join(", ");
}

function summary(report: Report): string {
  const { totals, gate } = report;
  const verdict = !gate.reliable
    ? "**Not to be relied on.**"
    : gate.tripped.length > 0
      ? `**Gate: failed** (${gate.tripped.join(", ")}).`
      : gate.failOn.length > 0
        ? "**Gate: passed.**"
        : "No gate is set.";
  const compared = totals.events - totals.indeterminate;
  const window =
    report.window === null ? "" : ` · recorded ${minute(report.window.from)} to ${minute(report.window.to)}`;
  return (
    `${verdict} ${markdownCode(shortened(sideText(report.base), 200))} → ${markdownCode(shortened(sideText(report.head), 200))}` +
    `${window} · ${plural(compared, "recorded decision")} compared, ${count(totals.indeterminate)} could not be`
  );
}

function groupTable(report: Report, { groups }: Rung): string {
  const shown = report.groups.slice(0, groups);
  const hidden = report.groups.slice(groups);
  const events = hidden.reduce((sum, group) => sum + group.count, 0) + report.groupsOmitted.events;
  const left = hidden.length + report.groupsOmitted.groups;
  const more =
    left === 0
      ? ""
      : `\n\n${plural(left, "more group")} with ${plural(events, "decision")}: see the whole report.`;
  if (shown.length === 0) return more.trim();
  return `${[
    "| | group | change | where | because of | decisions | last seen |",
    "|---|---|---|---|---|--:|---|",
    ...shown.map(groupRow),
  ].join("\n")}${more}`;
}

function groupRow(group: Group): string {
  const mark = group.kind === "other" ? "" : "**!**";
  const seen = group.lastSeen === null ? "–" : minute(group.lastSeen);
  return `| ${[mark, group.id, changeText(group), whereCell(group), rulesCell(group), `**${countText(group)}**`, seen].join(" | ")} |`;
}

function changeText(group: Group): string {
  const [from = "", to = ""] = group.transition.split("->");
  const decision = markdownCode(shortened(group.path, 100));
  return from === to ? `${decision}: ${from}, other answer` : `${decision}: ${from} → **${to}**`;
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

function rulesCell(group: Group): string {
  const { base, head } = group.rules;
  if (head.length === 0 && base.length === 0) return "";
  if (head.length === 0) return `no rule any more (was ${base.slice(0, 3).map(ruleName).join(", ")})`;
  return head.slice(0, 3).map(ruleName).join(", ");
}

function ruleName(rule: RuleRef): string {
  const status = rule.status === "same" ? "not changed here" : rule.status;
  return `"${markdownText(shortened(rule.name, 100))}" (${markdownCode(shortened(rulePlace(rule), 100))}, ${status})`;
}

function witnesses(report: Report, rung: Rung): string {
  const shown = report.groups.filter(({ kind }) => kind !== "other").slice(0, rung.witnesses);
  if (shown.length === 0) return "";
  return details(
    `Smallest witnesses (${shown.length})`,
    shown
      .map((group) => {
        const [witness] = group.examples;
        const generated = witnessText(group);
        if (generated !== undefined) return generatedWitness(group, generated);
        const named =
          witness === undefined
            ? ""
            : `, decision ${markdownCode(shortened(witness.decision_id ?? "without id", 64))}`;
        return (
          `**${group.id}**${named}\n\n` +
          `base: ${markdownCode(shortened(answerText(group.from), 400))} · head: ${markdownCode(shortened(answerText(group.to), 400))}`
        );
      })
      .join("\n\n"),
  );
}

function generatedWitness(group: Group, input: string): string {
  return (
    `**${group.id}**, found by search\n\n${markdownCode(shortened(input, 1_000))}\n\n` +
    `base: ${markdownCode(shortened(answerText(group.from), 400))} · head: ${markdownCode(shortened(answerText(group.to), 400))}`
  );
}

function searchSection(report: Report, rung: Rung): string {
  const text = searchText(report);
  if (report.search === undefined || text === undefined) return "";
  const rows = report.search.decisions
    .slice(0, rung.rules)
    .map(
      ({ path, verdict, inputs }) =>
        `| ${markdownCode(shortened(path, 100))} | ${verdictText(verdict)} | ${count(inputs)} |`,
    );
  if (rows.length === 0) return `Search: ${text}.`;
  return details(
    `Search: ${verdictText(report.search.verdict)} (${text})`,
    ["| decision | head beside base | inputs |", "|---|---|--:|", ...rows].join("\n"),
  );
}

function ruleTable(report: Report, rung: Rung): string {
  const shown = report.rules.slice(0, rung.rules);
  if (shown.length === 0) return "";
  const searched = report.search !== undefined;
  const unreached = report.rules.filter(({ recorded }) => recorded.base + recorded.head === 0).length;
  return details(
    `Rules changed here: ${count(report.rules.length)}, of which recorded decisions reached ${count(report.rules.length - unreached)}`,
    [
      `| rule | change | recorded, base | recorded, head |${searched ? " search |" : ""}`,
      `|---|---|--:|--:|${searched ? "---|" : ""}`,
      ...shown.map(
        (rule) =>
          `| "${markdownText(shortened(rule.name, 100))}" (${markdownCode(shortened(`${rule.file}:${rule.row}`, 100))}) | ${rule.change} | ${count(rule.recorded.base)} | ${count(rule.recorded.head)} |${searched ? ` ${foundText(rule)} |` : ""}`,
      ),
    ].join("\n"),
  );
}

function notCompared(report: Report, rung: Rung): string {
  const { totals } = report;
  const shown = report.indeterminate.slice(0, rung.reasons);
  if (shown.length === 0) return "";
  return details(
    `Not compared: ${count(totals.indeterminate)} of ${count(totals.events)} (${percent(totals.indeterminate / Math.max(1, totals.events))})`,
    [
      "| reason | paths | decisions | what would help |",
      "|---|---|--:|---|",
      ...shown.map(
        ({ reason, paths, count: number, remedy }) =>
          `| ${reasonText(reason)} | ${paths
            .slice(0, 5)
            .map((path) => markdownCode(shortened(path, 120)))
            .join(" ")} | ${count(number)} | ${markdownText(remedy)} |`,
      ),
      "",
      `Left out before: ${plural(totals.outOfScope, "decision")} that neither side makes, ${plural(totals.duplicate, "duplicate")}, ${count(totals.unreadable)} unreadable.`,
    ].join("\n"),
  );
}

function warnings(report: Report, rung: Rung): string {
  const shown = report.warnings.slice(0, rung.warnings);
  return shown.map(({ message }) => `- ${markdownText(shortened(message, 300))}`).join("\n");
}

function footer(report: Report): string {
  return (
    `<sub>bylaw ${markdownText(report.tool.version)} · ${reproducedText(report)}decided by OPA ${markdownText(report.engine.opaVersion)}, recorded by ${recordedBy(report)} · ` +
    `${plural(report.confirmed.events, "decision")} confirmed with opa, ${plural(report.confirmed.disagreements, "disagreement")} · ` +
    "values are shown only where they are literals of the policy</sub>"
  );
}

function reproducedText(report: Report): string {
  return isSearchAlone(report)
    ? ""
    : `base reproduces ${percent(reproduced(report))} of the recorded results · `;
}

function recordedBy(report: Report): string {
  const versions = report.recordedBy
    .slice(0, 3)
    .map(({ opaVersion }) => markdownText(shortened(opaVersion, 30)));
  return versions.length === 0 ? "an unnamed version" : `OPA ${versions.join(", ")}`;
}

function details(title: string, body: string): string {
  return `<details><summary>${title}</summary>\n\n${body}\n</details>`;
}
