import type { Report, RuleRow, SideTests, Warning } from "../report/report.ts";
import type { Side } from "../side/side.ts";

/** What tests say of changed rules, as plain data, so that parts of a log can be put together. Null: nothing. */
export interface TestedRules {
  readonly base: SideTold | null;
  readonly head: SideTold | null;
}

export interface SideTold {
  /** Of tests in Rego; null where there are none, or none are run. */
  readonly ran: RanTests | null;
  /** For each coverage file, the rules that it has. */
  readonly coverage: readonly (readonly RuleTimes[])[];
}

export interface RanTests {
  readonly tests: number;
  readonly failed: number;
  readonly notRun: number;
  /** Why they cannot be run; null where they were. */
  readonly invalid: string | null;
  readonly times: readonly RuleTimes[];
}

/** In how many tests a rule succeeded. */
export interface RuleTimes extends Pick<RuleRow, "file" | "row" | "name"> {
  readonly times: number;
}

export const untold: TestedRules = { base: null, head: null };

/** The side whose tests tell of a rule. */
export function testedOn({ change }: Pick<RuleRow, "change">): Side["role"] {
  return change === "removed" ? "base" : "head";
}

export function timesAt({ file, row, name }: RuleRow, times: number): RuleTimes {
  return { file, row, name, times };
}

/** What the same tests said of the rules of two parts of a log. */
export function togetherTold(one: TestedRules, other: TestedRules): TestedRules {
  return { base: bothSides(one.base, other.base), head: bothSides(one.head, other.head) };
}

function bothSides(one: SideTold | null, other: SideTold | null): SideTold | null {
  if (one === null || other === null) return one ?? other;
  return {
    ran: bothRan(one.ran, other.ran),
    coverage: one.coverage.map((rules, index) => eachOnce([...rules, ...(other.coverage[index] ?? [])])),
  };
}

/** One that ran out of time says less, as does one that could not be run. */
function bothRan(one: RanTests | null, other: RanTests | null): RanTests | null {
  if (one === null || other === null) return one ?? other;
  const [more] = [one, other].sort(
    (a, b) => Number(a.invalid !== null) - Number(b.invalid !== null) || a.notRun - b.notRun,
  );
  return more === undefined ? null : { ...more, times: eachOnce([...one.times, ...other.times]) };
}

function eachOnce(all: readonly RuleTimes[]): readonly RuleTimes[] {
  const known = new Map<string, RuleTimes>();
  for (const rule of all) {
    const times = Math.max(rule.times, known.get(keyOf(rule))?.times ?? 0);
    known.set(keyOf(rule), { ...rule, times });
  }
  return [...known.values()];
}

function keyOf({ file, row, name }: Pick<RuleRow, "file" | "row" | "name">): string {
  return JSON.stringify([file, row, name]);
}

/** Puts beside each changed rule what tests say of it. */
export function withTests(report: Report, told: TestedRules): Report {
  if (told.base === null && told.head === null) return report;
  const times = { base: timesOf(told.base), head: timesOf(told.head) };
  return {
    ...report,
    rules: report.rules.map((rule) => {
      const tests = times[testedOn(rule)].get(keyOf(rule));
      return tests === undefined ? rule : { ...rule, tests };
    }),
    tests: { base: summaryOf(told.base), head: summaryOf(told.head) },
    warnings: [
      ...report.warnings,
      ...warningsOf(report.base.label, told.base, report, "base"),
      ...warningsOf(report.head.label, told.head, report, "head"),
    ],
  };
}

/** Of a rule that several tell of, all together. */
function timesOf(told: SideTold | null): ReadonlyMap<string, number> {
  const times = new Map<string, number>();
  for (const rule of [told?.ran?.times ?? [], ...(told?.coverage ?? [])].flatMap(eachOnce))
    times.set(keyOf(rule), (times.get(keyOf(rule)) ?? 0) + rule.times);
  return times;
}

function summaryOf(told: SideTold | null): SideTests | null {
  if (told === null) return null;
  const { tests: run = 0, failed = 0, notRun = 0 } = told.ran ?? {};
  return { run, failed, notRun, coverageFiles: told.coverage.length };
}

function warningsOf(
  label: string,
  told: SideTold | null,
  { rules: all }: Report,
  role: Side["role"],
): readonly Warning[] {
  if (told === null) return [];
  const warnings: Warning[] = [];
  const { tests = 0, failed = 0, notRun = 0, invalid = null } = told.ran ?? {};
  if (invalid !== null) {
    const message = `the tests of ${label} cannot be run, so that they say nothing of its rules: ${invalid}`;
    warnings.push({ code: "testsInvalid", message, count: 1 });
  }
  if (failed > 0) {
    const message = `${failed} of ${tests} tests of ${label} do not pass`;
    warnings.push({ code: "testsFailed", message, count: failed });
  }
  if (notRun > 0) {
    const message = `${notRun} tests of ${label} were not run, as there are too many or they take too long`;
    warnings.push({ code: "testsNotRun", message, count: notRun });
  }
  const rules = all.filter((rule) => testedOn(rule) === role);
  for (const covered of told.coverage) {
    const found = new Set(covered.map(keyOf));
    const missing = rules.filter((rule) => !found.has(keyOf(rule))).length;
    if (missing === 0) continue;
    const message = `a coverage file has nothing at ${missing} of ${rules.length} changed rules: it is of other files, or of another version of them`;
    warnings.push({ code: "coverageLacksRules", message, count: missing });
  }
  return warnings;
}
