import { createEvidenceEngine, type OpaBinary, type Outcome, type PolicySource } from "@bylaw/engine";
import { judged, prepareRegoTests } from "./run-tests.ts";

/** Rows of a module on which a rule stands, from 1; both are its own. */
export interface RuleRows {
  readonly file: string;
  readonly row: number;
  readonly endRow: number;
}

/** What tests in Rego came to, and which rules they reached. */
export interface ReachedRules {
  /** Tests that were run. */
  readonly tests: number;
  /** Of these, how many failed or ended in an error. */
  readonly failed: number;
  /** Tests past a bound. */
  readonly notRun: number;
  /** For each rule that was asked about, in how many of the tests it gave a value. */
  readonly reached: readonly number[];
}

export interface RulesReachedOptions {
  /** 2,000 when absent. */
  readonly maxTests?: number;
  /** After so long no further test is begun; 60 when absent. */
  readonly maxSeconds?: number;
  readonly signal?: AbortSignal;
}

/** As in `opa test`. */
const testTimeoutMs = 5_000;
const testSteps = 20_000_000;

/**
 * Runs tests in Rego and counts in how many of them each of some rules gave a value. Nothing outside is called, and a
 * test that does not end is given up.
 *
 * @param source the policy with its tests
 * @param rules places in it
 * @throws RegoCompileError when a module does not compile
 */
export async function rulesReachedByTests(
  opa: OpaBinary,
  source: PolicySource,
  rules: readonly RuleRows[],
  options: RulesReachedOptions = {},
): Promise<ReachedRules> {
  const { maxTests = 2_000, maxSeconds = 60, signal } = options;
  const { found } = await prepareRegoTests(opa, source);
  const tests = found.tests.filter(({ skipped }) => !skipped);
  const taken = tests.slice(0, maxTests);
  if (taken.length === 0) return { tests: 0, failed: 0, notRun: 0, reached: rules.map(() => 0) };
  const entrypoints = taken.flatMap(({ entrypoint, cases }) => [
    entrypoint,
    ...(cases === undefined ? [] : [cases]),
  ]);
  const engine = await createEvidenceEngine(opa, { ...source, modules: found.modules }, entrypoints, {
    evidence: { rules: true },
    decisionTimeoutMs: testTimeoutMs,
    maxSteps: testSteps,
  });
  const sites = rules.map(({ file, row, endRow }) =>
    engine.table.rules.flatMap(({ id, place }) =>
      place.file === file && row <= place.row && place.endRow <= endRow ? [id] : [],
    ),
  );
  const reached = rules.map(() => 0);
  const started = performance.now();
  let failed = 0;
  let ran = 0;
  try {
    for (const test of taken) {
      signal?.throwIfAborted();
      if (performance.now() - started > maxSeconds * 1_000) break;
      engine.clear();
      const outcome: Outcome = engine.evaluateOne({ path: test.entrypoint });
      const counts = engine.counts().rules;
      for (const [index, ids] of sites.entries())
        if (ids.some((id) => (counts[id] ?? 0) > 0)) reached[index] = (reached[index] ?? 0) + 1;
      const named = test.cases === undefined ? undefined : engine.evaluateOne({ path: test.cases });
      if (judged(test, outcome, named).status !== "passed") failed++;
      ran++;
    }
  } finally {
    await engine.close();
  }
  return { tests: ran, failed, notRun: tests.length - ran, reached };
}
