import { type OpaBinary, OpaRunError, type PolicySource, RegoCompileError } from "@bylaw/engine";
import type { RegoRule } from "../policy/syntax.ts";
import type { Report, RuleRow, SideTests, Warning } from "../report/report.ts";
import type { Side } from "../side/side.ts";
import type { CoveredRules } from "./coverage/covered-rules.ts";
import type { NamedTests } from "./named-tests.ts";

/** Rows of a module on which a rule stands. */
export interface RuleRows {
  readonly file: string;
  readonly row: number;
  readonly endRow: number;
}

/**
 * Runs tests in Rego and counts in how many each rule succeeds. Nothing outside may be called.
 *
 * @param source the policy with its tests
 * @throws RegoCompileError when a module does not compile
 */
export type RunRegoTests = (
  opa: OpaBinary,
  source: PolicySource,
  rules: readonly RuleRows[],
  options: { readonly signal?: AbortSignal },
) => Promise<{
  readonly tests: number;
  readonly failed: number;
  readonly notRun: number;
  readonly reached: readonly number[];
}>;

export interface RuleTestsParts {
  readonly opa: OpaBinary;
  readonly sides: { readonly base: Side; readonly head: Side };
  /** Of head, beside those that lie by its policy. */
  readonly named: NamedTests;
  /** Undefined where no tests are to be run. */
  readonly run: RunRegoTests | undefined;
  readonly signal?: AbortSignal;
}

/** What the tests of one side say, by the places of rules. */
interface Told {
  readonly summary: SideTests;
  readonly timesOf: (rule: RuleRow) => number | undefined;
  readonly warnings: readonly Warning[];
}

/**
 * Says of each changed rule which tests reach it: head's, and base's for a rule that head has no more. Tests in Rego are
 * run, as policies are; of all others only what an earlier run wrote down is read.
 */
export async function withRuleTests(report: Report, parts: RuleTestsParts): Promise<Report> {
  const told = {
    base: await toldBy("base", report.rules, parts),
    head: await toldBy("head", report.rules, parts),
  };
  if (told.base === undefined && told.head === undefined) return report;
  return {
    ...report,
    rules: report.rules.map((rule) => {
      const tests = told[roleOf(rule)]?.timesOf(rule);
      return tests === undefined ? rule : { ...rule, tests };
    }),
    tests: { base: told.base?.summary ?? null, head: told.head?.summary ?? null },
    warnings: [...report.warnings, ...(told.base?.warnings ?? []), ...(told.head?.warnings ?? [])],
  };
}

function roleOf({ change }: RuleRow): Side["role"] {
  return change === "removed" ? "base" : "head";
}

async function toldBy(
  role: Side["role"],
  all: readonly RuleRow[],
  parts: RuleTestsParts,
): Promise<Told | undefined> {
  const side = parts.sides[role];
  const rules = all.filter((rule) => roleOf(rule) === role);
  if (rules.length === 0) return undefined;
  const told = [
    await ranTests(side, role === "head" ? parts.named.modules : {}, rules, parts),
    ...(role === "head" ? parts.named.coverage.map((covered) => readTests(covered, rules)) : []),
  ].filter((one) => one !== undefined);
  const [first, ...others] = told;
  return first === undefined ? undefined : others.reduce(together, first);
}

function together(one: Told, other: Told): Told {
  return {
    summary: {
      run: one.summary.run + other.summary.run,
      failed: one.summary.failed + other.summary.failed,
      notRun: one.summary.notRun + other.summary.notRun,
      coverageFiles: one.summary.coverageFiles + other.summary.coverageFiles,
    },
    timesOf: (rule) => {
      const times = [one.timesOf(rule), other.timesOf(rule)].filter((each) => each !== undefined);
      return times.length === 0 ? undefined : times.reduce((sum, each) => sum + each, 0);
    },
    warnings: [...one.warnings, ...other.warnings],
  };
}

async function ranTests(
  side: Side,
  named: NamedTests["modules"],
  rows: readonly RuleRow[],
  { opa, run, signal }: RuleTestsParts,
): Promise<Told | undefined> {
  const modules = withTests(side, named);
  if (run === undefined || modules === undefined) return undefined;
  const rules = rows.map((row) => ({ row, rule: ruleOf(side, row) }));
  const places = rules.flatMap(({ rule }) => (rule === undefined ? [] : [rowsOf(rule)]));
  try {
    const source = { ...side.source, modules };
    const ran = await run(opa, source, places, signal === undefined ? {} : { signal });
    const times = new Map<RuleRow, number>();
    let at = 0;
    for (const { row, rule } of rules) if (rule !== undefined) times.set(row, ran.reached[at++] ?? 0);
    return {
      summary: { run: ran.tests, failed: ran.failed, notRun: ran.notRun, coverageFiles: 0 },
      timesOf: (row) => times.get(row),
      warnings: warningsOf(side, ran),
    };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    const message = `the tests of ${side.summary.label} cannot be run, so that they say nothing of its rules: ${reasonOf(error)}`;
    return {
      summary: { run: 0, failed: 0, notRun: 0, coverageFiles: 0 },
      timesOf: () => undefined,
      warnings: [{ code: "testsInvalid", message, count: 1 }],
    };
  }
}

/** No trouble with tests is worth the report of a long run. */
function reasonOf(error: unknown): string {
  if (error instanceof RegoCompileError || error instanceof OpaRunError)
    return (error.message.split("\n", 1)[0] ?? "").slice(0, 300);
  return error instanceof Error ? error.name : typeof error;
}

/** The modules of a policy with those of its tests; undefined where there are none. */
function withTests(
  { source, tests = {} }: Side,
  named: NamedTests["modules"],
): PolicySource["modules"] | undefined {
  const all = new Map(Object.entries(source.modules));
  const texts = new Set(all.values());
  for (const [name, text] of [...Object.entries(tests), ...Object.entries(named)]) {
    // A folder that is named may hold the policy, or tests that lie by it.
    if (texts.has(text)) continue;
    texts.add(text);
    all.set(all.has(name) ? `tests/${name}` : name, text);
  }
  return all.size === Object.keys(source.modules).length ? undefined : Object.fromEntries(all);
}

function ruleOf({ modules }: Side, { file, row, name }: RuleRow): RegoRule | undefined {
  return modules
    .flatMap(({ rules }) => rules)
    .find(({ place, title }) => place.file === file && place.row === row && title === name);
}

function rowsOf({ file, row, text }: RegoRule): RuleRows {
  return { file, row, endRow: row + text.split("\n").length - 1 };
}

function warningsOf(
  { summary }: Side,
  { tests, failed, notRun }: Awaited<ReturnType<RunRegoTests>>,
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (failed > 0)
    warnings.push({
      code: "testsFailed",
      message: `${failed} of ${tests} tests of ${summary.label} do not pass`,
      count: failed,
    });
  if (notRun > 0)
    warnings.push({
      code: "testsNotRun",
      message: `${notRun} tests of ${summary.label} were not run, as there are too many or they take too long`,
      count: notRun,
    });
  return warnings;
}

/** What a coverage file says; its names of files may begin further up than ours. */
function readTests(covered: CoveredRules, rules: readonly RuleRow[]): Told {
  const timesOf = ({ file, row }: RuleRow): number | undefined => {
    const named = [...covered].filter(([name]) => endsWithPath(name, file));
    const [only] = named;
    return named.length === 1 && only !== undefined ? only[1].get(row) : undefined;
  };
  const missing = rules.filter((rule) => timesOf(rule) === undefined).length;
  const message = `a coverage file has nothing at ${missing} of ${rules.length} changed rules: it is of other files, or of another version of them`;
  return {
    summary: { run: 0, failed: 0, notRun: 0, coverageFiles: 1 },
    timesOf,
    warnings: missing === 0 ? [] : [{ code: "coverageLacksRules", message, count: missing }],
  };
}

function endsWithPath(name: string, file: string): boolean {
  const path = name.replaceAll("\\", "/");
  return path === file || path.endsWith(`/${file}`);
}
