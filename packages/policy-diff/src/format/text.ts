import type { Group, Report } from "../report/report.ts";
import {
  answerText,
  causeText,
  count,
  distrust,
  errorText,
  expectationText,
  minute,
  moreGroups,
  noRuleText,
  opaText,
  percent,
  plural,
  reasonText,
  reproduced,
  rulePlace,
  ruleText,
  shortPlace,
  sideText,
  totalsByKind,
  transitionsOf,
  whereText,
} from "./describe.ts";
import { shortened, terminalText } from "./escape.ts";
import { evidenceText, reachText, unrecorded } from "./evidence.ts";
import { expectedLines, sinceLastLines } from "./expected.ts";
import { countText, isSearchAlone, searchText, verdictText, witnessText } from "./search.ts";

export interface TextOptions {
  /** ANSI colours; false when absent. */
  readonly colour?: boolean;
  /** Columns; 100 when absent. */
  readonly width?: number;
  /** Show every group; the first 10 when absent. */
  readonly all?: boolean;
  /** Only whether the report is to be relied on, the sums and the gate. */
  readonly quiet?: boolean;
}

type Colour = "red" | "yellow" | "green" | "bold" | "dim";
type Paint = (colour: Colour, text: string) => string;

const codes: Readonly<Record<Colour, string>> = { red: "31", yellow: "33", green: "32", bold: "1", dim: "2" };
const shownGroups = 10;
const shownWarnings = 10;
const shownRules = 10;
const shownWitness = 400;
const narrowest = 40;

/**
 * The report for a terminal: plain lines that can do without colour. Everything that comes from logs or policies is
 * escaped.
 */
export function formatText(report: Report, options: TextOptions = {}): string {
  const width = Math.max(narrowest, options.width ?? 100);
  const paint: Paint =
    options.colour === true
      ? (colour, text) => `\u001b[${codes[colour]}m${text}\u001b[0m`
      : (_, text) => text;
  if (options.quiet === true) {
    const lines = [...distrustLines(report, paint), sumsLine(report), ...gateLines(report, paint)];
    return `${lines.map((line) => fitted(line, width)).join("\n")}\n`;
  }
  const groups = options.all === true ? report.groups : report.groups.slice(0, shownGroups);
  const hidden = report.groups.length - groups.length + report.groupsOmitted.groups;
  const sections = [
    distrustLines(report, paint),
    [
      `base  ${terminalText(sideText(report.base))}`,
      `head  ${terminalText(sideText(report.head))}`,
      isSearchAlone(report)
        ? "over  generated inputs alone, no recorded decisions"
        : `over  ${plural(report.totals.read, "recorded decision")} in ${plural(report.sources.length, "file")}${windowText(report)}`,
    ],
    isSearchAlone(report) ? [] : countLines(report, paint),
    searchLines(report),
    ...groups.map((group) => groupLines(group, paint)),
    hidden > 0 ? [`  … ${moreGroups(hidden, report)}${options.all === true ? "" : " (--all)"}`] : [],
    expectedLines(report),
    sinceLastLines(report),
    evidenceLines(report),
    notComparedLines(report),
    warningLines(report, paint),
    [...trustLines(report), ...nextLines(report)],
    gateLines(report, paint),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.map((line) => fitted(line, width)).join("\n"))
    .join("\n\n")}\n`;
}

/** Shortens what is seen of a line; colours take no room, and none stays open. */
function fitted(line: string, width: number): string {
  const parts = line.split(/(\u001b\[\d+m)/);
  const seen = (part: string) => (part.startsWith("\u001b[") ? 0 : [...part].length);
  if (parts.reduce((sum, part) => sum + seen(part), 0) <= width) return line;
  let left = width;
  return parts
    .map((part) => {
      const length = seen(part);
      if (length === 0) return part;
      const kept = left > 0 ? shortened(part, left) : "";
      left -= length;
      return kept;
    })
    .join("");
}

/** All of it in one line. */
function sumsLine(report: Report): string {
  const kinds = totalsByKind(report);
  const { totals } = report;
  return (
    `${plural(kinds.grant, "grant")}, ${plural(kinds.lockout, "lock-out")}, ${count(kinds.other + kinds.error)} other; ` +
    `${count(totals.events - totals.indeterminate)} compared, ${count(totals.indeterminate)} not compared`
  );
}

function nextLines(report: Report): readonly string[] {
  return report.groups.length === 0 ? [] : ["next    bylaw diff … --format html -o report.html"];
}

function distrustLines(report: Report, paint: Paint): readonly string[] {
  const reason = distrust(report);
  return reason === undefined ? [] : [paint("red", reason)];
}

function windowText({ window }: Report): string {
  return window === null ? "" : `, ${minute(window.from)} to ${minute(window.to)}`;
}

function countLines(report: Report, paint: Paint): readonly string[] {
  const { totals } = report;
  const kinds = totalsByKind(report);
  const open = report.options.onError === "allow";
  const row = (name: string, number: number, what: string, colour: Colour) => {
    const line = `  ${name.padEnd(10)}${count(number).padStart(10)}   ${what}`;
    return number > 0 ? paint(colour, line) : line;
  };
  return [
    row("GRANTS", kinds.grant, `→ allow${open ? " or error" : ""}${pairsText(report, "grant")}`, "red"),
    row(
      "LOCK-OUTS",
      kinds.lockout,
      `allow${open ? " or error" : ""} →${pairsText(report, "lockout")}`,
      "yellow",
    ),
    row("OTHER", kinds.other + kinds.error, "another answer, without a grant or a lock-out", "yellow"),
    `  unchanged ${count(totals.unchanged)}   not compared ${count(totals.indeterminate)}` +
      `   out of scope ${count(totals.outOfScope)}   duplicates ${count(totals.duplicate)}   unreadable ${count(totals.unreadable)}`,
  ];
}

function pairsText(report: Report, wanted: Group["kind"]): string {
  const pairs = transitionsOf(report).filter(({ kind }) => kind === wanted);
  return pairs.length === 0
    ? ""
    : `   (${pairs.map(({ from, to, events }) => `${from} → ${to} ${count(events)}`).join(", ")})`;
}

function arrow(transition: string): string {
  return transition.replace("->", " → ");
}

function groupLines(group: Group, paint: Paint): readonly string[] {
  const colour: Colour = group.kind === "grant" ? "red" : group.kind === "other" ? "dim" : "yellow";
  const mark = group.kind === "other" || group.expected?.status === "covered" ? " " : "!";
  const { principal, resource } = group.distinct;
  const least = group.approximate ? "at least " : "";
  const reach = [
    ...(principal === null ? [] : [`${least}${plural(principal, "principal")}`]),
    ...(resource === null ? [] : [`${least}${plural(resource, "resource")}`]),
    ...(group.lastSeen === null ? [] : [`last seen ${minute(group.lastSeen)}`]),
  ];
  const lines = [
    `${paint(colour, `${mark} ${group.id}  ${arrow(group.transition).padEnd(16)}${countText(group).padStart(9)}`)}  ${terminalText(group.path)}`,
    ...(reach.length === 0 ? [] : [`            for   ${reach.join(", ")}`]),
  ];
  const byError = errorText(group);
  if (byError !== undefined) lines.push(`            ${byError}`);
  if (group.expected !== null) {
    const { reason } = group.expected;
    lines.push(`            ${terminalText(expectationText(group.expected))}: ${terminalText(reason)}`);
  }
  if (group.transition.split("->")[0] === group.transition.split("->")[1]) {
    for (const change of group.changes.slice(0, 3)) {
      const before =
        change.base === undefined ? "" : terminalText(answerText({ defined: true, value: change.base }));
      const after =
        change.head === undefined ? "" : terminalText(answerText({ defined: true, value: change.head }));
      lines.push(
        `            ${change.op} ${terminalText(change.path || "answer")}  ${[before, after].filter((text) => text !== "").join(" → ")}`,
      );
    }
  }
  const cause = causeText(group);
  if (cause !== undefined) lines.push(`            cause ${terminalText(shortened(cause, 200))}`);
  for (const side of ["head", "base"] as const) lines.push(...ruleLines(group, side));
  for (const where of group.where) {
    lines.push(
      `            where ${terminalText(shortPlace(where.path))}: ${terminalText(whereText(where))}`,
    );
  }
  const [witness] = group.examples;
  const generated = witnessText(group);
  if (generated !== undefined)
    lines.push(`            e.g.  ${terminalText(shortened(generated, shownWitness))}`);
  if (witness !== undefined) {
    lines.push(
      `            e.g.  ${terminalText(shortened(witness.decision_id ?? "without id", 64))}  ${terminalText(witness.source.file)}:${witness.source.position}`,
    );
  }
  return lines;
}

function ruleLines(group: Group, side: "base" | "head"): readonly string[] {
  const rules = group.rules[side];
  if (rules.length === 0) return [`            ${side}  ${noRuleText(group)}`];
  return rules
    .slice(0, 5)
    .map(
      (rule) =>
        `            ${side}  ${terminalText(ruleText(rule))}  ${terminalText(rulePlace(rule))}  ${rule.status}`,
    );
}

function searchLines(report: Report): readonly string[] {
  const { search } = report;
  if (search === undefined) return [];
  const found = report.groups.filter(({ origin }) => origin === "generated").length;
  return [
    `search    ${searchText(report)}`,
    `          ${plural(search.differences, "difference")}, ${count(found)} of them not in recorded decisions`,
    ...search.decisions.map(
      ({ path, verdict, inputs }) =>
        `  ${terminalText(path)}: ${verdictText(verdict)} (${plural(inputs, "input")})`,
    ),
  ];
}

/** The changed rules and what tried them; those that no recorded decision reached come first. */
function evidenceLines(report: Report): readonly string[] {
  const { rules } = report;
  if (rules.length === 0) return [];
  const unreached = unrecorded(report);
  const shown = [...unreached, ...rules.filter((rule) => !unreached.includes(rule))].slice(0, shownRules);
  const more = rules.length - shown.length;
  return [
    `rules   ${reachText(report)}`,
    ...shown.map(
      (rule) =>
        `  "${terminalText(shortened(rule.name, 60))}"  ${terminalText(rulePlace(rule))}  ${rule.change}: ${evidenceText(rule, report)}`,
    ),
    ...(more > 0 ? [`  … ${plural(more, "more rule")}`] : []),
  ];
}

function notComparedLines(report: Report): readonly string[] {
  if (report.indeterminate.length === 0) return [];
  const rows = report.indeterminate.slice(0, 8);
  const more = report.indeterminate.length - rows.length;
  return [
    `not compared: ${count(report.totals.indeterminate)}`,
    ...rows.map(({ reason, paths, count: number }) => {
      const what =
        paths.length === 0 ? "" : `: ${terminalText(paths.map((path) => shortened(path, 120)).join(", "))}`;
      return `  ${count(number).padStart(8)}  ${reasonText(reason)}${what}`;
    }),
    ...(more > 0 ? [`  … ${plural(more, "more reason")}`] : []),
  ];
}

function warningLines(report: Report, paint: Paint): readonly string[] {
  const shown = report.warnings.slice(0, shownWarnings);
  const more = report.warnings.length - shown.length;
  return [
    ...shown.map(({ message }) => `${paint("yellow", "warning")} ${terminalText(message)}`),
    ...(more > 0 ? [`  … ${plural(more, "more warning")}`] : []),
  ];
}

function trustLines(report: Report): readonly string[] {
  const recorded = isSearchAlone(report)
    ? []
    : [`trust   base reproduces ${percent(reproduced(report))} of the recorded results`];
  return [
    ...recorded,
    ...(report.options.onError === "allow"
      ? ["        a request whose decision is an error is let through (--on-error allow)"]
      : []),
    `        ${plural(report.confirmed.events, "decision")} confirmed with ${terminalText(opaText(report))}, ${count(report.confirmed.disagreements)} differ`,
  ];
}

function gateLines(report: Report, paint: Paint): readonly string[] {
  const { gate } = report;
  if (!gate.reliable) return [paint("red", "not to be relied on")];
  if (gate.tripped.length > 0)
    return [paint("red", `gate failed: ${gate.tripped.join(", ")} (--fail-on ${gate.failOn.join(",")})`)];
  return [
    paint(
      "green",
      gate.failOn.length === 0
        ? "no gate is set (--fail-on)"
        : `gate passed (--fail-on ${gate.failOn.join(",")})`,
    ),
  ];
}
