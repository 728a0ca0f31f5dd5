import type { Report } from "../../report/report.ts";
import {
  changesText,
  count,
  distrust,
  minute,
  opaText,
  percent,
  plural,
  reproduced,
  sideText,
} from "../describe.ts";
import { markdownCode, markdownText, shortened } from "../escape.ts";
import { isSearchAlone } from "../search.ts";
import type { MarkdownLinks } from "./comment.ts";
import { link } from "./link.ts";

/** What happened, in one sentence; under a report that cannot be relied on, that it cannot. */
export function headline(report: Report): string {
  const reason = distrust(report);
  if (reason !== undefined) return reason;
  const said = [...changesText(report)];
  const recorded = !isSearchAlone(report);
  if (recorded && said.length === 0) said.push("no recorded decision changes");
  return [...said, ...foundBySearch(report, recorded)].join(", ");
}

function foundBySearch({ search, groups }: Report, recorded: boolean): readonly string[] {
  if (search === undefined) return [];
  const found = groups.filter(({ origin }) => origin === "generated");
  if (found.length === 0) return recorded ? [] : ["search found no difference"];
  const grants = found.filter(({ kind }) => kind === "grant").length;
  const granted = grants === 0 ? "" : `, ${plural(grants, "grant")} among them`;
  const beside = recorded ? " that no recorded decision shows" : "";
  return [`search found ${plural(found.length, "difference")}${granted}${beside}`];
}

/** The whole comment where nothing changed. */
export function unchanged(report: Report): string {
  const { totals, rules } = report;
  const reached = rules.filter(({ recorded }) => recorded.base + recorded.head > 0).length;
  const ofRules =
    rules.length === 0
      ? "no rule behind them is changed"
      : `${count(reached)} of ${plural(rules.length, "changed rule")} reached`;
  const open = report.expected?.unmatched.length ?? 0;
  const stale = open === 0 ? "" : ` ${plural(open, "expected change")} did not happen.`;
  return (
    `### Bylaw: no recorded decision changes\n\n${plural(totals.events - totals.indeterminate, "decision")} compared, ` +
    `${percent(totals.indeterminate / Math.max(1, totals.events))} could not be, ${ofRules}.${stale}`
  );
}

/** The gate, what was compared, over what, and what is new since the last report. */
export function summary(report: Report): string {
  const { totals } = report;
  const compared = totals.events - totals.indeterminate;
  const parts = [
    `${markdownCode(shortened(sideText(report.base), 200))} → ${markdownCode(shortened(sideText(report.head), 200))}`,
    ...(report.window === null
      ? []
      : [`recorded ${minute(report.window.from)} to ${minute(report.window.to)}`]),
    `${plural(compared, "recorded decision")} compared, ${count(totals.indeterminate)} could not be`,
    ...sinceLast(report),
  ];
  return `${verdict(report)}${expectedShare(report)} ${parts.join(" · ")}`;
}

function verdict({ gate }: Report): string {
  if (!gate.reliable) return "**Not to be relied on.**";
  if (gate.tripped.length > 0) return `**Gate: failed** (${gate.tripped.join(", ")}).`;
  return gate.failOn.length > 0 ? "**Gate: passed.**" : "No gate is set.";
}

function expectedShare({ groups, gate, expected }: Report): string {
  if (expected === null) return "";
  const covered = groups
    .filter((group) => group.expected?.status === "covered")
    .reduce((sum, group) => sum + group.count, 0);
  const rest = Object.values(gate.unexpected).reduce((sum, events) => sum + events, 0);
  return ` ${plural(covered, "changed decision")} expected (${markdownCode(shortened(expected.file, 100))}); **${count(rest)} not**.`;
}

function sinceLast({ sinceLast: since }: Report): readonly string[] {
  if (since === null) return [];
  return [
    since.new + since.gone.length === 0
      ? "since last push: the same groups"
      : `since last push: ${plural(since.gone.length, "group")} gone, ${count(since.new)} new`,
  ];
}

/** What to do about the first group that nobody expected, and where the rest of the report is. */
export function howToAccept(report: Report, links: MarkdownLinks): string {
  const open = report.groups.find(({ expected }) => expected?.status !== "covered");
  const accept =
    open === undefined
      ? ""
      : `To accept a group: ${markdownCode(`npx bylaw accept ${open.id} --max ${open.count} --reason "…"`)} and commit ${markdownCode(".bylaw/expected.json")}. `;
  const whole =
    links.report === undefined ? "" : `Whole report: ${link("summary of the run", links.report)}.`;
  return `${accept}${whole}`.trim();
}

export function footer(report: Report): string {
  return (
    `<sub>bylaw ${markdownText(report.tool.version)} · ${reproducedText(report)}` +
    `decided by ${markdownText(opaText(report))}, recorded by ${recordedBy(report)} · ` +
    `${plural(report.confirmed.events, "decision")} confirmed with opa, ${plural(report.confirmed.disagreements, "disagreement")} · ` +
    `values are shown only where they are literals of the policy${revealedText(report)}${onErrorText(report)} · updated ${minute(report.generatedAt)}</sub>`
  );
}

function revealedText({ options: { reveal = [] } }: Report): string {
  if (reveal.length === 0) return "";
  const named = reveal.slice(0, 5).map((pointer) => markdownCode(shortened(pointer, 100)));
  return `, and at ${named.join(", ")}${reveal.length > 5 ? " and others" : ""}`;
}

function onErrorText({ options: { onError = "deny" } }: Report): string {
  return onError === "deny"
    ? ""
    : " · a request whose decision is an error is let through (--on-error allow)";
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
