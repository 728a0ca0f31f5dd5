import type { Report } from "../../report/report.ts";
import { count } from "../describe.ts";
import { markdownText, shortened } from "../escape.ts";
import { reachText, testsText, unrecorded } from "../evidence.ts";
import { foundText } from "../search.ts";
import type { MarkdownLinks, Rung } from "./comment.ts";
import { details } from "./details.ts";
import { placeLink } from "./link.ts";

/** How much of the change recorded decisions have tried. */
export function evidence(report: Report): string {
  const { rules } = report;
  if (rules.length === 0) return "";
  const unreached = unrecorded(report);
  const named = unreached.slice(0, 3).map(({ name }) => `"${markdownText(shortened(name, 100))}"`);
  const by =
    unreached.length === 0
      ? ""
      : `; not by recorded decisions: ${named.join(", ")}${unreached.length > 3 ? " and others" : ""}`;
  return `**Evidence:** ${reachText(report)}${by}.`;
}

export function ruleTable(report: Report, rung: Rung, links: MarkdownLinks): string {
  const shown = report.rules.slice(0, rung.rules);
  if (shown.length === 0) return "";
  const searched = report.search !== undefined;
  const tested = report.tests !== undefined;
  return details(
    `Rules changed here (${count(report.rules.length)})`,
    [
      `| rule | change | recorded, base | recorded, head |${tested ? " tests |" : ""}${searched ? " search |" : ""}`,
      `|---|---|--:|--:|${tested ? "--:|" : ""}${searched ? "---|" : ""}`,
      ...shown.map((rule) => {
        const { name, file, row, change, recorded } = rule;
        const place = placeLink(file, row, change === "removed" ? links.base : links.head);
        return `| "${markdownText(shortened(name, 100))}" (${place}) | ${change} | ${count(recorded.base)} | ${count(recorded.head)} |${tested ? ` ${testsText(rule)} |` : ""}${searched ? ` ${foundText(rule)} |` : ""}`;
      }),
    ].join("\n"),
  );
}
