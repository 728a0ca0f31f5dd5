import type { Report } from "../../report/report.ts";
import { count } from "../describe.ts";
import { markdownCode, shortened } from "../escape.ts";
import { searchText, verdictText } from "../search.ts";
import type { Rung } from "./comment.ts";
import { details } from "./details.ts";

/** What head lets in beside base, by decision, as far as generated inputs show. */
export function searchSection(report: Report, rung: Rung): string {
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
