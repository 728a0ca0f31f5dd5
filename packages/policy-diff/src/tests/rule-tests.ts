import { type OpaBinary, OpaRunError, type PolicySource, RegoCompileError } from "@bylaw/engine";
import type { RegoRule } from "../policy/syntax.ts";
import type { RuleRow } from "../report/report.ts";
import type { Side } from "../side/side.ts";
import type { CoveredRules } from "./coverage/covered-rules.ts";
import type { NamedTests } from "./named-tests.ts";
import {
  type RanTests,
  type RuleTimes,
  type SideTold,
  type TestedRules,
  testedOn,
  timesAt,
} from "./tested-rules.ts";

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

/**
 * Asks the tests of each changed rule: head's, and base's for a rule that head has no more. Tests in Rego are run, as
 * policies are; of all others only what an earlier run wrote down is read.
 *
 * @param rules the changed rules of a report, or of a part of the log
 */
export async function askTests(rules: readonly RuleRow[], parts: RuleTestsParts): Promise<TestedRules> {
  return { base: await toldBy("base", rules, parts), head: await toldBy("head", rules, parts) };
}

async function toldBy(
  role: Side["role"],
  all: readonly RuleRow[],
  parts: RuleTestsParts,
): Promise<SideTold | null> {
  const rules = all.filter((rule) => testedOn(rule) === role);
  if (rules.length === 0) return null;
  const ran = await ranTests(parts.sides[role], role === "head" ? parts.named.modules : {}, rules, parts);
  const coverage = role === "head" ? parts.named.coverage.map((covered) => readTests(covered, rules)) : [];
  return ran === null && coverage.length === 0 ? null : { ran, coverage };
}

async function ranTests(
  side: Side,
  named: NamedTests["modules"],
  rows: readonly RuleRow[],
  { opa, run, signal }: RuleTestsParts,
): Promise<RanTests | null> {
  const modules = modulesToTest(side, named);
  if (run === undefined || modules === undefined) return null;
  const found = rows.flatMap((row) => {
    const rule = ruleOf(side, row);
    return rule === undefined ? [] : [{ row, place: rowsOf(rule) }];
  });
  try {
    const source = { ...side.source, modules };
    const places = found.map(({ place }) => place);
    const { tests, failed, notRun, reached } = await run(
      opa,
      source,
      places,
      signal === undefined ? {} : { signal },
    );
    const times = found.map(({ row }, index) => timesAt(row, reached[index] ?? 0));
    return { tests, failed, notRun, invalid: null, times };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { tests: 0, failed: 0, notRun: 0, invalid: reasonOf(error), times: [] };
  }
}

/** No trouble with tests is worth the report of a long run. */
function reasonOf(error: unknown): string {
  if (error instanceof RegoCompileError || error instanceof OpaRunError)
    return (error.message.split("\n", 1)[0] ?? "").slice(0, 300);
  return error instanceof Error ? error.name : typeof error;
}

/** The modules of a policy with those of its tests; undefined where there are none. */
function modulesToTest(
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

/** What a coverage file says; its names of files may begin further up than ours. */
function readTests(covered: CoveredRules, rules: readonly RuleRow[]): readonly RuleTimes[] {
  return rules.flatMap((rule) => {
    const [only, ...others] = [...covered].filter(([name]) => endsWithPath(name, rule.file));
    const times = others.length === 0 ? only?.[1].get(rule.row) : undefined;
    return times === undefined ? [] : [timesAt(rule, times)];
  });
}

function endsWithPath(name: string, file: string): boolean {
  const path = name.replaceAll("\\", "/");
  return path === file || path.endsWith(`/${file}`);
}
