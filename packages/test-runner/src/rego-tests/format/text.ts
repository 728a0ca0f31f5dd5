import type { CaseResult, RegoTestResult } from "../run-tests.ts";

/** How many tests came out how. */
export interface TestTotals {
  readonly passed: number;
  readonly failed: number;
  readonly error: number;
  readonly skipped: number;
}

export function totalsOf(results: readonly Pick<RegoTestResult, "status">[]): TestTotals {
  const count = (wanted: RegoTestResult["status"]) =>
    results.filter(({ status }) => status === wanted).length;
  return {
    passed: count("passed"),
    failed: count("failed"),
    error: count("error"),
    skipped: count("skipped"),
  };
}

/** For people: what did not pass, with its place and cases, and the totals. */
export function testsAsText(results: readonly RegoTestResult[]): string {
  const lines = results.flatMap((one) =>
    one.status === "passed"
      ? []
      : [`${words[one.status]} ${fullName(one)} (${one.file}:${one.row})`, ...detailOf(one)],
  );
  const totals = totalsOf(results);
  const counted = (["passed", "failed", "error", "skipped"] as const)
    .filter((status) => totals[status] > 0)
    .map((status) => `${totals[status]} ${status === "error" ? "in error" : status}`);
  return [
    ...lines,
    `${results.length} test${results.length === 1 ? "" : "s"}: ${counted.join(", ") || "none"}`,
  ].join("\n");
}

const words = { passed: "passed ", failed: "FAILED ", error: "ERROR  ", skipped: "skipped" } as const;

export function fullName({ package: of, name }: RegoTestResult): string {
  return `${of}.${name}`;
}

function detailOf({ message, results }: RegoTestResult): readonly string[] {
  return [...(message === undefined ? [] : [`  ${message}`]), ...failedCases(results, "  ")];
}

function failedCases(cases: readonly CaseResult[], indentation: string): readonly string[] {
  return cases
    .filter(({ failed }) => failed)
    .flatMap(({ name, cases: inner }) => [
      `${indentation}case ${name}`,
      ...failedCases(inner, `${indentation}  `),
    ]);
}
