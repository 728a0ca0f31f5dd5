import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type Coverage, mergeCoverage, percentageOf } from "../coverage/coverage.ts";
import { coverageAsLcov } from "../coverage/format/lcov.ts";
import { coverageAsText } from "../coverage/format/text.ts";
import { policyCoverage } from "../coverage/policy-coverage.ts";
import { readRecording } from "../recording/recording.ts";

/** What `bylaw({ coverage })` is to tell when the tests are done. */
export interface PolicyCoverageOptions {
  /** Where lcov goes, relative to the repository; `coverage/policies.lcov` when absent. */
  readonly file?: string;
  /** The percentage of bodies and outcomes of conditions to reach; a run that does not reach it fails. */
  readonly threshold?: number;
}

/** Collects what the tests of one run ask. */
export interface CoverageRun {
  /** The folder into which tests write what they ask. */
  readonly folder: string;
  /**
   * Asks it again, and writes what it covers.
   *
   * @param root the repository
   * @returns the text for people, and whether the threshold is reached
   */
  finish(root: string): Promise<{ readonly text: string; readonly reached: boolean }>;
}

export function coverageRun({
  file = "coverage/policies.lcov",
  threshold,
}: PolicyCoverageOptions): CoverageRun {
  const folder = mkdtempSync(join(tmpdir(), "bylaw-coverage-"));
  return {
    folder,
    finish: async (root) => {
      try {
        const recorded = await readRecording(folder);
        const all: Coverage[] = [];
        for (const policy of [...new Set(recorded.map(({ policy: of }) => of))].sort())
          all.push(await policyCoverage(policy, root, recorded));
        const coverage = mergeCoverage(all);
        const target = resolve(root, file);
        mkdirSync(dirname(target), { recursive: true });
        writeFileSync(target, coverageAsLcov(coverage));
        const percentage = percentageOf(coverage);
        const reached = threshold === undefined || percentage >= threshold;
        const missed = reached ? "" : `\n${percentage.toFixed(1)} % is covered, less than ${threshold} %`;
        return { text: `Policies\n${coverageAsText(coverage)}${missed}`, reached };
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
