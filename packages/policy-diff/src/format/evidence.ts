import type { Report, RuleRow, SideTests } from "../report/report.ts";
import { count, plural } from "./describe.ts";
import { foundText } from "./search.ts";

/** What tried a changed rule: recorded decisions, tests, and inputs of a search. */
export function evidenceText(rule: RuleRow, { tests, search }: Report): string {
  return [
    `recorded ${count(rule.recorded.base)} → ${count(rule.recorded.head)}`,
    ...(tests === undefined ? [] : [`tests ${testsText(rule)}`]),
    ...(search === undefined ? [] : [`generated ${count(rule.generated)}: ${foundText(rule)}`]),
  ].join(", ");
}

/** In how many tests a rule succeeded; a dash where no tests tell. */
export function testsText({ tests }: RuleRow): string {
  return tests === undefined ? "–" : count(tests);
}

/** Changed rules that no recorded decision reached. */
export function unrecorded({ rules }: Report): readonly RuleRow[] {
  return rules.filter(({ recorded }) => recorded.base + recorded.head === 0);
}

/** How many of the changed rules recorded decisions and tests reached, in one line. */
export function reachText(report: Report): string {
  const { rules, tests } = report;
  const recorded = `recorded decisions reached ${count(rules.length - unrecorded(report).length)} of ${plural(rules.length, "changed rule")}`;
  const known = rules.filter((rule) => rule.tests !== undefined);
  if (tests === undefined || known.length === 0) return recorded;
  const reached = known.filter((rule) => rule.tests !== 0).length;
  return `${recorded}, tests ${count(reached)}${known.length < rules.length ? ` of ${count(known.length)}` : ""}`;
}

/** What was looked at, in one line; undefined where there were no tests. */
export function lookedAtText({ tests }: Report): string | undefined {
  if (tests === undefined) return undefined;
  const sides = (["head", "base"] as const).flatMap((role) => {
    const side = tests[role];
    return side === null ? [] : [`${role}: ${sideTestsText(side)}`];
  });
  return sides.join("; ");
}

function sideTestsText({ run, failed, notRun, coverageFiles }: SideTests): string {
  const files = coverageFiles === 0 ? [] : [plural(coverageFiles, "coverage file")];
  if (run + notRun === 0 && coverageFiles > 0) return files.join("");
  const doNotPass = failed === 0 ? "" : `, ${count(failed)} of which do not pass`;
  const left = notRun === 0 ? "" : `, ${count(notRun)} not run`;
  return [`${plural(run, "test")}${doNotPass}${left}`, ...files].join(" and ");
}
