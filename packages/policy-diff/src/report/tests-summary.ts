/** Tests that were looked at; null for a side whose rules need none, or that has none. */
export interface TestsSummary {
  readonly base: SideTests | null;
  readonly head: SideTests | null;
}

export interface SideTests {
  /** Tests in Rego that were run. */
  readonly run: number;
  /** Of these, how many did not pass. */
  readonly failed: number;
  /** Tests in Rego past a bound. */
  readonly notRun: number;
  /** Coverage files that an earlier test run wrote. */
  readonly coverageFiles: number;
}
