import { type Coverage, percentageOf, totalsOf } from "../coverage.ts";

/** For programs. */
export function coverageAsJson(coverage: Coverage): string {
  const { bodies, conditions } = coverage;
  return JSON.stringify(
    { percentage: percentageOf(coverage), totals: totalsOf(coverage), bodies, conditions },
    null,
    2,
  );
}
