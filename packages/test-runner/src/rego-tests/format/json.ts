import type { CaseResult, RegoTestResult } from "../run-tests.ts";
import { totalsOf } from "./text.ts";

/** For programs; the fields of a test are those of `opa test --format json`, with `status` beside. */
export function testsAsJson(results: readonly RegoTestResult[]): string {
  const tests = results.map((one) => ({
    location: { file: one.file, row: one.row, col: one.column },
    package: one.package,
    name: one.name,
    status: one.status,
    ...(one.status === "failed" ? { fail: true } : {}),
    ...(one.status === "skipped" ? { skip: true } : {}),
    ...(one.message === undefined ? {} : { error: { message: one.message } }),
    // In nanoseconds, as OPA has it.
    duration: Math.round(one.duration * 1_000_000),
    ...(one.results.length === 0 ? {} : { sub_results: subResults(one.results) }),
  }));
  return JSON.stringify({ totals: totalsOf(results), tests }, null, 2);
}

function subResults(cases: readonly CaseResult[]): Readonly<Record<string, unknown>> {
  // A case may be called `__proto__`.
  return Object.fromEntries(
    cases.map(({ name, failed, cases: inner }) => [
      name,
      {
        name,
        ...(failed ? { fail: true } : {}),
        ...(inner.length === 0 ? {} : { sub_results: subResults(inner) }),
      },
    ]),
  );
}
