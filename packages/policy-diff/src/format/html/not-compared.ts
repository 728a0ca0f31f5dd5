import type { Report } from "../../report/report.ts";
import { count, percent, plural, reasonText } from "../describe.ts";
import { shortened } from "../escape.ts";
import { code, element, joined, type Markup } from "./markup.ts";
import { table } from "./table.ts";
import { transitionText } from "./wording.ts";

/** What this report does not know, why, and what would help. */
export function notComparedView(report: Report): Markup {
  const { totals, indeterminate, mismatches, errors } = report;
  const part = percent(totals.indeterminate / Math.max(1, totals.events));
  return joined(
    element(
      "h2",
      {},
      `Not compared: ${count(totals.indeterminate)} of ${plural(totals.events, "decision")} (${part})`,
    ),
    indeterminate.length === 0
      ? undefined
      : table(
          "Why, and what would help",
          [
            { title: "reason", cell: ({ reason }) => reasonText(reason) },
            {
              title: "fields or builtins",
              cell: ({ paths }) => paths.slice(0, 10).map((path) => element("div", {}, code(path, 200))),
            },
            { title: "decisions", number: true, cell: (row) => count(row.count) },
            { title: "what would help", cell: ({ remedy }) => shortened(remedy, 300) },
            {
              title: "for example",
              cell: ({ example }) => code(`${example.source.file}:${example.source.position}`, 160),
            },
          ],
          indeterminate,
          { noun: "reason" },
        ),
    element(
      "p",
      {},
      `Left out before: ${plural(totals.outOfScope, "decision")} out of scope, ${plural(totals.duplicate, "duplicate")}, ${count(totals.unreadable)} unreadable.`,
    ),
    element(
      "h3",
      {},
      `Mismatches: base gives another result than recorded for ${plural(totals.baseMismatch, "decision")}`,
    ),
    mismatches.length === 0
      ? undefined
      : table(
          "By bundle revision and hour (UTC)",
          [
            {
              title: "revision",
              cell: ({ revision }) => (revision === "" ? "not named" : code(revision, 160)),
            },
            {
              title: "hour",
              cell: ({ hour }) => (hour === "" ? "not known" : `${hour.replace("T", " ")}:00`),
            },
            { title: "decisions", number: true, cell: (row) => count(row.count) },
          ],
          mismatches,
        ),
    errors.length === 0
      ? undefined
      : joined(
          element("h3", {}, "Errors"),
          table(
            "By side and code",
            [
              { title: "side", cell: ({ side }) => side },
              { title: "code", cell: (row) => (row.code === "" ? "none given" : code(row.code, 100)) },
              { title: "transition", cell: ({ transition }) => transitionText(transition) },
              { title: "decisions", number: true, cell: (row) => count(row.count) },
              {
                title: "for example",
                cell: ({ example }) => code(`${example.source.file}:${example.source.position}`, 160),
              },
            ],
            errors,
          ),
        ),
  );
}
