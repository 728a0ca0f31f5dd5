import type { Report } from "../../report/report.ts";
import { count, percent, plural, reasonText } from "../describe.ts";
import { markdownCode, markdownText, shortened } from "../escape.ts";
import type { Rung } from "./comment.ts";
import { details } from "./details.ts";

/** What could not be compared, why, and what would help. */
export function notCompared(report: Report, rung: Rung): string {
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

export function warnings(report: Report, rung: Rung): string {
  const shown = report.warnings.slice(0, rung.warnings);
  return shown.map(({ message }) => `- ${markdownText(shortened(message, 300))}`).join("\n");
}
