import type { Report } from "../../report/report.ts";
import { count, expectationText, plural, unmatchedText } from "../describe.ts";
import { markdownText, shortened } from "../escape.ts";
import type { Rung } from "./comment.ts";
import { details } from "./details.ts";

/** The expected changes: what each group's acceptance says, and the expectations that nothing met. */
export function expectedSection({ groups, expected }: Report, { expectations }: Rung): string {
  if (expected === null || expected.changes === 0) return "";
  const met = groups.flatMap(({ id, expected: found, count: events }) =>
    found === null ? [] : [{ id, state: expectationText(found), events: count(events), ...found }],
  );
  const open = expected.unmatched.map((row) => ({
    ...row,
    id: row.group,
    state: unmatchedText(row),
    events: "–",
  }));
  const rows = [...met, ...open].slice(0, expectations);
  if (rows.length === 0) return "";
  const covered = met.filter(({ status }) => status === "covered").length;
  return details(
    `Expected changes: ${count(covered)} of ${count(expected.changes)} cover a group` +
      (open.length === 0 ? "" : `, ${plural(open.length, "expectation")} without one`),
    [
      "| group | state | decisions | at most | reason | until | accepted by |",
      "|---|---|--:|--:|---|---|---|",
      ...rows.map(
        ({ id, state, events, maximum, reason, expires, acceptedBy }) =>
          `| ${id} | ${state} | ${events} | ${count(maximum)} | ${markdownText(shortened(reason, 200))} | ${expires ?? "–"} | ${markdownText(shortened(withoutAddress(acceptedBy), 60))} |`,
      ),
    ].join("\n"),
  );
}

/** A comment is read by more people than a repository's history. */
function withoutAddress(name: string): string {
  return name.replace(/\s*<[^>]*>\s*$/, "") || "–";
}
