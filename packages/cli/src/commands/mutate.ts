import { writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { findOpa } from "@bylaw/engine";
import {
  type MutationReport,
  mergeReports,
  mutatePolicy,
  mutateRego,
  mutationAsElements,
  mutationAsText,
  type Recorded,
  type ReportCache,
  readRecorded,
  readRegoFolder,
  recordingText,
  recordTests,
  reportCache,
  repositoryKey,
  scoreOf,
} from "@bylaw/test-runner";
import { Option } from "commander";
import { changedLinesSince } from "../changed-lines.ts";
import type { Context, Register } from "../command.ts";
import { CannotProceed, exitCode } from "../exit-code.ts";
import { percentage, wholeNumber } from "../numbers.ts";
import { findPolicies, loadPolicy } from "../policy.ts";
import { printable } from "../printable.ts";
import { byRepository } from "../repositories.ts";

interface MutateCommandOptions {
  readonly since?: string;
  readonly threshold: number;
  readonly inputs: number;
  readonly seed: number;
  readonly regoVersion: "v0" | "v1";
  readonly json?: boolean;
  readonly report?: string;
  readonly cache: boolean;
}

/** `bylaw mutate`: small mistakes in the policy, which the tests of the repository should notice. */
export const registerMutate: Register = (program, context) => {
  program
    .command("mutate")
    .description("make small mistakes in policies, and say which of them no test notices")
    .argument("<policies...>", "TypeScript policies, Rego with its tests, or folders; TypeScript is run")
    .option("--since <revision>", "only mistakes on lines changed since a revision of git")
    .option("--threshold <percent>", "the score to reach", percentage, 80)
    .option(
      "--inputs <number>",
      "how many inputs to try for each policy, to tell what survives from it",
      wholeNumber,
      4_000,
    )
    .option("--seed <number>", "the same seed tries the same inputs", wholeNumber, 1)
    .addOption(new Option("--rego-version <version>", "of modules").choices(["v0", "v1"]).default("v1"))
    .option("--json", "print the report in the format of mutation-testing-elements")
    .option("--report <file>", "write that report to a file")
    .option("--no-cache", "run all tests and try all mutants again, though nothing changed")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw mutate policies",
        "  $ bylaw mutate policies/authz.ts --since main --threshold 95 --report mutation.json",
        "\nExit status: 0 the score is reached, 1 it is not, 2 cannot tell.",
      ].join("\n"),
    )
    .action((paths: readonly string[], options: MutateCommandOptions) => mutate(paths, options, context));
};

async function mutate(
  paths: readonly string[],
  options: MutateCommandOptions,
  context: Context,
): Promise<void> {
  const { console, process } = context;
  const cwd = process.cwd();
  const { typescript, rego } = await findPolicies(paths, context);
  const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const reports: MutationReport[] = [];
  for (const [root, files] of byRepository(typescript, cwd)) {
    const changed = options.since === undefined ? undefined : await changedLinesSince(options.since, root);
    const cache = options.cache ? reportCache(join(root, ".bylaw", "cache")) : undefined;
    const recorded = await console.progress(`Running the tests in ${relative(cwd, root) || "."}`, () =>
      recordedIn(root, cache),
    );
    for (const path of files) {
      const loaded = await loadPolicy(path, context);
      if (loaded.kind !== "typescript") continue;
      const report = await console.progress(`Mutating ${path}`, () =>
        mutatePolicy({
          opa,
          file: resolve(cwd, path),
          root,
          artefact: loaded.compiled,
          recorded,
          runs: options.inputs,
          seed: options.seed,
          ...(changed === undefined ? {} : { changed }),
          ...(cache === undefined ? {} : { cache }),
        }),
      );
      reports.push(named(report, relative(cwd, root)));
    }
  }
  if (rego.length > 0) {
    const { source } = await readRegoFolder(paths, cwd, options.regoVersion === "v0" ? 0 : 1);
    const changed = options.since === undefined ? undefined : await changedLinesSince(options.since, cwd);
    reports.push(
      await console.progress("Mutating Rego", () =>
        mutateRego(opa, source, {
          runs: options.inputs,
          seed: options.seed,
          ...(changed === undefined ? {} : { changed }),
        }),
      ),
    );
  }
  const report = mergeReports(reports);
  if (report.claims === 0) throw new CannotProceed(`no test claims anything of ${paths.join(", ")}`);
  await tell(report, options, context);
}

/** What the tests ask, kept as long as no file of the repository changes. */
async function recordedIn(root: string, cache: ReportCache | undefined): Promise<readonly Recorded[]> {
  if (cache === undefined) return recordTests(root);
  const key = `recording ${await repositoryKey(root)}`;
  const kept = await cache.read(key);
  if (kept !== undefined) return readRecorded(kept);
  const recorded = await recordTests(root);
  await cache.write(key, recordingText(recorded));
  return recorded;
}

async function tell(
  report: MutationReport,
  { threshold, json, report: file }: MutateCommandOptions,
  { console, process, finish }: Context,
): Promise<void> {
  const elements = mutationAsElements(report, threshold);
  if (file !== undefined) await writeFile(resolve(process.cwd(), file), `${elements}\n`);
  console.result(json ? elements : printable(mutationAsText(report)));
  const isReached = scoreOf(report.results) >= threshold;
  if (!isReached) console.note(`the score is below the threshold of ${threshold} %`);
  finish(isReached ? exitCode.ok : exitCode.findings);
}

/** With the names of files as they are seen from where the command runs. */
function named(report: MutationReport, root: string): MutationReport {
  const shown = (file: string) => join(root, file);
  return {
    ...report,
    modules: report.modules.map((module) => ({ ...module, name: shown(module.name) })),
    results: report.results.map((result) => {
      const { mutant } = result;
      return { ...result, mutant: { ...mutant, range: { ...mutant.range, file: shown(mutant.range.file) } } };
    }),
  };
}
