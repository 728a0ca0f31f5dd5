import type { Report } from "../report/report.ts";
import { count, plural, unmatchedText } from "./describe.ts";
import { terminalText } from "./escape.ts";

const shownExpectations = 10;

/** The expectations of which a group says nothing, and what is new since an older report; lines for a terminal. */
export function expectedLines({ expected, groups }: Report): readonly string[] {
  if (expected === null) return [];
  const covered = groups.filter((group) => group.expected?.status === "covered");
  const events = covered.reduce((sum, group) => sum + group.count, 0);
  const shown = expected.unmatched.slice(0, shownExpectations);
  const more = expected.unmatched.length - shown.length;
  return [
    `expected: ${plural(events, "decision")} in ${plural(covered.length, "group")}, by ${terminalText(expected.file)}`,
    ...shown.map(
      (row) =>
        `  ${terminalText(row.group)}  ${unmatchedText(row)}  at most ${count(row.maximum)}  ${terminalText(row.reason)}`,
    ),
    ...(more > 0 ? [`  … ${plural(more, "more expectation")} without a group`] : []),
  ];
}

export function sinceLastLines({ sinceLast }: Report): readonly string[] {
  if (sinceLast === null) return [];
  const gone = sinceLast.gone.slice(0, shownExpectations);
  return [
    `since the report of ${terminalText(sinceLast.generatedAt)}: ${plural(sinceLast.new, "group")} new, ${count(sinceLast.gone.length)} gone`,
    ...gone.map(
      ({ id, path, transition, count: events }) =>
        `  ${terminalText(id)}  ${terminalText(transition.replace("->", " → "))}  ${count(events)}  ${terminalText(path)}`,
    ),
  ];
}
