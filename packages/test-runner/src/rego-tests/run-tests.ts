import {
  createEngine,
  createEvidenceEngine,
  type EvidenceEngine,
  type Json,
  type OpaBinary,
  type Outcome,
  type ParsedRego,
  type PolicySource,
  parseRego,
  RegoCompileError,
} from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { isObject } from "../json-value.ts";
import { type FoundTests, findTests, type RegoTest } from "./find-tests.ts";

/** One case of a parametrised test, by its name; cases may have cases. */
export interface CaseResult {
  readonly name: string;
  readonly failed: boolean;
  readonly cases: readonly CaseResult[];
}

export type TestStatus = "passed" | "failed" | "error" | "skipped";

/** What came of one test. */
export interface RegoTestResult extends RegoTest {
  readonly status: TestStatus;
  /** Why, when it ended in an error. */
  readonly message?: string;
  readonly results: readonly CaseResult[];
  /** In milliseconds. */
  readonly duration: number;
}

export interface RunRegoTestsOptions {
  /** Runs only the tests whose full name matches, as in `data.shop_test.test_allow`. */
  readonly run?: RegExp;
  /** Whether to count what the tests reach. */
  readonly evidence?: boolean;
  /** In milliseconds; 5,000 when absent, as in `opa test`. */
  readonly timeoutMs?: number;
}

export interface RegoTestRun {
  readonly results: readonly RegoTestResult[];
  /** The policy and its tests as they ran; undefined when there were none. */
  readonly engine: EvidenceEngine | undefined;
  /** The source that ran, in which each test has a name of its own. */
  readonly source: PolicySource;
}

/**
 * Runs `*_test.rego` as `opa test` does, in this process.
 *
 * @throws RegoCompileError when a module does not compile
 */
export async function runRegoTests(
  opa: OpaBinary,
  source: PolicySource,
  options: RunRegoTestsOptions = {},
): Promise<RegoTestRun> {
  const prepared = await prepareRegoTests(opa, source, options);
  const { found } = prepared;
  const wanted = found.tests.filter(({ package: of, name }) => options.run?.test(`${of}.${name}`) ?? true);
  const ran: PolicySource = { ...source, modules: found.modules };
  const entrypoints = wanted.flatMap(({ skipped, entrypoint, cases }) =>
    skipped ? [] : [entrypoint, ...(cases === undefined ? [] : [cases])],
  );
  if (entrypoints.length === 0) return { results: wanted.map(skippedResult), engine: undefined, source: ran };
  const limits = { decisionTimeoutMs: options.timeoutMs ?? 5_000 };
  const engine = options.evidence
    ? await createEvidenceEngine(opa, ran, entrypoints, {
        ...limits,
        evidence: { rules: true, expressions: true },
      })
    : undefined;
  const plain = engine ?? (await createEngine("javascript", ran, entrypoints, { opa, ...limits }));
  const results: RegoTestResult[] = [];
  for (const test of wanted) {
    if (test.skipped) {
      results.push(skippedResult(test));
      continue;
    }
    const start = performance.now();
    const [outcome = { kind: "undefined" } as const] = await plain.evaluate([{ path: test.entrypoint }]);
    const duration = performance.now() - start;
    const named = test.cases === undefined ? [] : await plain.evaluate([{ path: test.cases }]);
    results.push({ ...test, ...judged(test, outcome, named[0]), duration });
  }
  await plain.close();
  return { results, engine, source: ran };
}

/** Finds the tests; rules that name cases are left out where OPA does not take them. */
export async function prepareRegoTests(
  opa: OpaBinary,
  source: PolicySource,
  { timeoutMs }: RunRegoTestsOptions = {},
): Promise<{ readonly found: FoundTests; readonly parsed: readonly ParsedRego[] }> {
  const parsed = await parseRego(opa, source);
  const found = findTests(source.modules, parsed, true);
  const asked = found.tests.flatMap(({ cases }) => cases ?? []);
  if (asked.length === 0) return { found, parsed };
  try {
    const own = { ...source, modules: found.modules };
    await createEngine("javascript", own, asked, { opa, decisionTimeoutMs: timeoutMs ?? 5_000 });
    return { found, parsed };
  } catch (error) {
    if (!(error instanceof RegoCompileError)) throw error;
    return { found: findTests(source.modules, parsed, false), parsed };
  }
}

function skippedResult(test: RegoTest): RegoTestResult {
  return { ...test, status: "skipped", results: [], duration: 0 };
}

/** Source: OPA v1/tester/runner.go, `runTest` and `subResults`. */
export function judged(
  test: RegoTest,
  outcome: Outcome,
  named: Outcome | undefined,
): Pick<RegoTestResult, "status" | "message" | "results"> {
  switch (outcome.kind) {
    case "error":
      return { status: "error", message: `${outcome.code}: ${outcome.message}`, results: [] };
    case "unavailable":
      return {
        status: "error",
        message: `${outcome.builtin} is never called here; mock it with \`with\``,
        results: [],
      };
    case "undefined":
      return { status: "failed", results: [] };
    case "defined": {
      if (!test.parametrised || !isObject(outcome.value))
        return { status: outcome.value === true ? "passed" : "failed", results: [] };
      const results = caseResults(outcome.value);
      for (const path of namesOf(named)) addFailed(results, path);
      const cases = finished(results);
      return { status: cases.some(({ failed }) => failed) ? "failed" : "passed", results: cases };
    }
  }
}

interface OpenCase {
  failed: boolean;
  readonly cases: Map<string, OpenCase>;
}

function caseResults(value: { readonly [key: string]: Json }): Map<string, OpenCase> {
  const results = new Map<string, OpenCase>();
  for (const [name, inner] of Object.entries(value)) {
    if (isObject(inner)) {
      const cases = caseResults(inner);
      results.set(name, { failed: [...cases.values()].some(({ failed }) => failed), cases });
    } else results.set(name, { failed: inner !== true, cases: new Map() });
  }
  return results;
}

/** A case that has no value failed. */
function addFailed(results: Map<string, OpenCase>, [first, ...rest]: readonly string[]): boolean {
  if (first === undefined) return true;
  const known = results.get(first);
  const one = known ?? { failed: true, cases: new Map() };
  results.set(first, one);
  if (rest.length > 0 && addFailed(one.cases, rest)) one.failed = true;
  return one.failed;
}

function namesOf(outcome: Outcome | undefined): readonly (readonly string[])[] {
  if (outcome?.kind !== "defined" || !Array.isArray(outcome.value)) return [];
  const paths: readonly Json[] = outcome.value;
  return paths.flatMap((path) =>
    Array.isArray(path)
      ? [(path as readonly Json[]).map((part) => (typeof part === "string" ? part : stringifyJson(part)))]
      : [],
  );
}

function finished(results: ReadonlyMap<string, OpenCase>): readonly CaseResult[] {
  return [...results]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { failed, cases }]) => ({ name, failed, cases: finished(cases) }));
}
