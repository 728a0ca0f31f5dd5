// Adds up the results that vitest's JSON reporter left; run with folders, prints "N passed, N failed".
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @param {readonly string[]} folders of result files
 * @returns {{ passed: number, failed: number }} tests; a file that failed as a whole counts as one
 */
export function readTotals(folders) {
  const totals = { passed: 0, failed: 0 };
  for (const folder of folders) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder)) {
      // Tables of figures lie beside the results.
      if (!name.endsWith(".json")) continue;
      const report = JSON.parse(readFileSync(join(folder, name), "utf8"));
      totals.passed += report.numPassedTests;
      totals.failed += report.numFailedTests;
      // An error outside of any test fails the run without failing a test.
      if (!report.success && report.numFailedTests === 0 && report.numFailedTestSuites === 0)
        totals.failed += 1;
      for (const file of report.testResults) {
        if (file.status === "failed" && file.assertionResults.every((test) => test.status !== "failed"))
          totals.failed += 1;
      }
    }
  }
  return totals;
}

export const totalsLine = ({ passed, failed }) => `${passed} passed, ${failed} failed`;

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(totalsLine(readTotals(process.argv.slice(2))));
