import type { Report } from "../../report/report.ts";
import { count, plural } from "../describe.ts";
import { markdownText, shortened } from "../escape.ts";
import { foundText } from "../search.ts";
import type { MarkdownLinks, Rung } from "./comment.ts";
import { details } from "./details.ts";
import { placeLink } from "./link.ts";

/** How much of the change recorded decisions have tried. */
export function evidence({ rules }: Report): string {
  if (rules.length === 0) return "";
  const unreached = rules.filter(({ recorded }) => recorded.base + recorded.head === 0);
  const named = unreached.slice(0, 3).map(({ name }) => `"${markdownText(shortened(name, 100))}"`);
  const by =
    unreached.length === 0 ? "" : `; not ${named.join(", ")}${unreached.length > 3 ? " and others" : ""}`;
  return `**Evidence:** recorded decisions reached ${count(rules.length - unreached.length)} of ${plural(rules.length, "changed rule")}${by}.`;
}

export function ruleTable(report: Report, rung: Rung, links: MarkdownLinks): string {
  const shown = report.rules.slice(0, rung.rules);
  if (shown.length === 0) return "";
  const searched = report.search !== undefined;
  return details(
    `Rules changed here (${count(report.rules.length)})`,
    [
      `| rule | change | recorded, base | recorded, head |${searched ? " search |" : ""}`,
      `|---|---|--:|--:|${searched ? "---|" : ""}`,
      ...shown.map((rule) => {
        const { name, file, row, change, recorded } = rule;
        const place = placeLink(file, row, change === "removed" ? links.base : links.head);
        return `| "${markdownText(shortened(name, 100))}" (${place}) | ${change} | ${count(recorded.base)} | ${count(recorded.head)} |${searched ? ` ${foundText(rule)} |` : ""}`;
      }),
    ].join("\n"),
  );
}
