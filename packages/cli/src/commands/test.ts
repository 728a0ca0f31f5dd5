import { writeFile } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import { findOpa, type OpaBinary } from "@bylaw/engine";
import {
  type Coverage,
  coverageAsJson,
  coverageAsLcov,
  coverageAsText,
  isChanged,
  mergeCoverage,
  onlyAt,
  percentageOf,
  policyCoverage,
  type RegoTestResult,
  readRegoFolder,
  recordTests,
  regoCoverage,
  runGatorSuite,
  runRegoTests,
  TestsFailed,
  testsAsJson,
  testsAsJunit,
  testsAsText,
  withNames,
} from "@bylaw/test-runner";
import { InvalidArgumentError, Option } from "commander";
import { changedLinesSince } from "../changed-lines.ts";
import type { Context, Register } from "../command.ts";
import { CannotProceed, exitCode } from "../exit-code.ts";
import { percentage } from "../numbers.ts";
import { findPolicies } from "../policy.ts";
import { printable } from "../printable.ts";
import { writeRegressionTests } from "../regression.ts";
import { byRepository } from "../repositories.ts";

const coverageFormats = { text: coverageAsText, lcov: coverageAsLcov, json: coverageAsJson } as const;

interface TestCommandOptions {
  readonly run?: RegExp;
  readonly regoVersion: "v0" | "v1";
  readonly json?: boolean;
  readonly junit?: string;
  readonly coverage?: true | keyof typeof coverageFormats;
  readonly coverageFile?: string;
  readonly threshold?: number;
  readonly changedSince?: string;
  readonly fromDecisions?: readonly string[];
  readonly output: string;
  readonly revealInputs?: boolean;
}

/** `bylaw test`: the tests of a repository, in Rego and in vitest, and what they cover. */
export const registerTest: Register = (program, context) => {
  program
    .command("test")
    .description("run tests in Rego as opa test does, and the vitest tests of TypeScript policies")
    .argument("[paths...]", "files and folders with policies, their tests and data", ["."])
    .option("-r, --run <pattern>", "only tests in Rego whose full name matches", pattern)
    .addOption(new Option("--rego-version <version>", "of the modules").choices(["v0", "v1"]).default("v1"))
    .option("--json", "print the results of tests in Rego as JSON")
    .option("--junit <file>", "write them as JUnit's XML")
    .addOption(
      new Option("--coverage [format]", "tell what the tests cover").choices(Object.keys(coverageFormats)),
    )
    .option("--coverage-file <file>", "write the coverage there instead of printing it")
    .option("--threshold <percent>", "the coverage to reach", percentage)
    .option("--changed-since <revision>", "cover only lines changed since a revision of git")
    .option("--from-decisions <logs...>", "write tests that hold the policies to recorded decisions")
    .option("-o, --output <folder>", "where these tests go", "test")
    .option("--reveal-inputs", "they may hold the recorded inputs whole")
    .addHelpText(
      "after",
      [
        "\nExamples:",
        "  $ bylaw test policies --run shop_test",
        "  $ bylaw test . --coverage=lcov --coverage-file coverage.lcov --threshold 90",
        "  $ bylaw test policies/authz.ts --from-decisions 'logs/*.gz' --reveal-inputs",
        "\nExit status: 0 all passed, 1 a test failed or too little is covered, 2 cannot run.",
      ].join("\n"),
    )
    .action((paths: readonly string[], options: TestCommandOptions) => test(paths, options, context));
};

async function test(paths: readonly string[], options: TestCommandOptions, context: Context): Promise<void> {
  const { console, process, finish } = context;
  if (options.fromDecisions !== undefined) {
    await writeRegressionTests(paths, { ...options, fromDecisions: options.fromDecisions }, context);
    return;
  }
  const cwd = process.cwd();
  const policies = paths.filter((path) => !/\.(?:json|ya?ml)$/.test(path));
  const found = await findPolicies(policies, context, false);
  const opa = await console.progress("Looking for OPA", (update) => findOpa({ onProgress: update }));
  const besideTypeScript = paths.filter((path) => extname(path) !== ".ts");
  const rego = await testsInRego(opa, besideTypeScript, options, cwd);
  const vitest = await testsInVitest(found.typescript, options, context);
  if (rego.results.length === 0 && !vitest.ran)
    throw new CannotProceed(
      `no tests in ${paths.join(", ")}${options.run ? ` match ${options.run.source}` : ""}`,
    );
  if (options.junit !== undefined) await writeFile(resolve(cwd, options.junit), testsAsJunit(rego.results));
  if (options.json) console.result(testsAsJson(rego.results));
  else if (rego.results.length > 0) console.result(printable(testsAsText(rego.results)));
  const passed = rego.results.every(({ status }) => status === "passed" || status === "skipped");
  const covered = await tellCoverage([...rego.coverage, ...vitest.coverage], options, context);
  finish(passed && vitest.passed && covered ? exitCode.ok : exitCode.findings);
}

async function testsInRego(
  opa: OpaBinary,
  paths: readonly string[],
  { run, regoVersion, coverage }: TestCommandOptions,
  cwd: string,
): Promise<{ readonly results: readonly RegoTestResult[]; readonly coverage: readonly Coverage[] }> {
  const { source, suites } = await readRegoFolder(paths, cwd, regoVersion === "v0" ? 0 : 1);
  const ofSuites: RegoTestResult[] = [];
  for (const suite of suites)
    ofSuites.push(
      ...(await runGatorSuite(opa, suite, relative(cwd, suite), run === undefined ? {} : { run })),
    );
  if (Object.keys(source.modules).length === 0) return { results: ofSuites, coverage: [] };
  const evidence = coverage !== undefined;
  const { results, engine } = await runRegoTests(opa, source, {
    evidence,
    ...(run === undefined ? {} : { run }),
  });
  const tests = new Set(results.map(({ file }) => file));
  const isPolicy = (file: string) => !tests.has(file) && !file.endsWith("_test.rego");
  return {
    results: [...ofSuites, ...results],
    coverage: engine === undefined ? [] : [regoCoverage(engine, isPolicy)],
  };
}

async function testsInVitest(
  policies: readonly string[],
  { coverage }: TestCommandOptions,
  { console, process }: Context,
): Promise<{ readonly ran: boolean; readonly passed: boolean; readonly coverage: readonly Coverage[] }> {
  const cwd = process.cwd();
  const covered: Coverage[] = [];
  let passed = true;
  for (const [root, files] of byRepository(policies, cwd)) {
    const shown = relative(cwd, root) || ".";
    try {
      const recorded = await console.progress(`Running the tests in ${shown}`, () => recordTests(root));
      console.note(`the vitest tests in ${printable(shown)} pass`);
      for (const path of coverage === undefined ? [] : files) {
        const one = await policyCoverage(resolve(cwd, path), root, recorded);
        covered.push(withNames(one, (file) => join(relative(cwd, root), file)));
      }
    } catch (error) {
      if (!(error instanceof TestsFailed)) throw error;
      passed = false;
      console.note(printable(error.message));
    }
  }
  return { ran: policies.length > 0, passed, coverage: covered };
}

/** @returns whether as much is covered as there must be */
async function tellCoverage(
  all: readonly Coverage[],
  { coverage: asked, coverageFile, threshold, changedSince }: TestCommandOptions,
  { console, process }: Context,
): Promise<boolean> {
  if (asked === undefined) {
    if (threshold !== undefined) throw new CannotProceed("--threshold is of coverage: add --coverage");
    return true;
  }
  const cwd = process.cwd();
  const changed = changedSince === undefined ? undefined : await changedLinesSince(changedSince, cwd);
  const whole = mergeCoverage(all);
  const coverage = changed === undefined ? whole : onlyAt(whole, (range) => isChanged(changed, range));
  const text = coverageFormats[asked === true ? "text" : asked](coverage);
  if (coverageFile !== undefined) await writeFile(resolve(cwd, coverageFile), `${text}\n`);
  else console.result(printable(text));
  const reached = percentageOf(coverage);
  if (threshold === undefined || reached >= threshold) return true;
  console.note(`${reached.toFixed(1)} % is covered, less than ${threshold} %`);
  return false;
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError("expected a regular expression");
  }
}
