// npm test and npm run test:e2e: set up, check, run the suites, and close with the totals of all of them.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root, setup } from "./setup.mjs";
import { readSkipped, skippedLines } from "./skipped.mjs";
import { fail, run, step } from "./step.mjs";
import { readTotals, totalsLine } from "./totals.mjs";

const suite = process.argv[2];
const results = join(root, "test-results", suite);
const program = (name, script) => [process.execPath, join(root, "node_modules", name, script)];

/** Runs vitest in a folder and leaves its results beside the others; gives false when a test failed. */
async function vitest(name, cwd, args) {
  const [node, script] = program("vitest", "vitest.mjs");
  const reporters = [
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${join(results, `${name}.json`)}`,
  ];
  process.stderr.write(`\n${name}\n`);
  try {
    await run(node, [script, "run", ...reporters, ...args], { cwd });
    return true;
  } catch {
    return false;
  }
}

async function unit() {
  const [node, biome] = program("@biomejs/biome", "bin/biome");
  await step("Linting", () =>
    run(node, [biome, "check", "--error-on-warnings"], { quiet: true, cwd: root }).then(() => ""),
  );
  const tests = readdirSync(join(root, "packages")).map((name) => join("packages", name, "test"));
  const [, tsc] = program("typescript", "bin/tsc");
  await step("Checking the types of tests", () =>
    run(node, [tsc, "-b", ...tests, join("bench", "test")], { quiet: true, cwd: root }).then(() => ""),
  );
  let passed = await vitest("packages", root, []);
  passed =
    (await vitest("conformance", root, ["--config", "packages/engine/conformance.config.ts"])) && passed;
  // The packages' suite lays out the code of the documentation; here its tests run as a reader would run them.
  passed = (await vitest("docs", join(root, "docs"), [])) && passed;
  for (const name of readdirSync(join(root, "examples"))) {
    const folder = join(root, "examples", name);
    if (!existsSync(join(folder, "package.json"))) continue;
    passed = (await vitest(`example-${name}`, folder, [])) && passed;
  }
  return passed;
}

const e2e = () => vitest("e2e", root, ["--config", "vitest.e2e.config.ts"]);

try {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  await setup();
  const passed = suite === "e2e" ? await e2e() : await unit();
  const totals = readTotals([results]);
  if (suite === "e2e") console.log(`\n${skippedLines(readSkipped(results))}`);
  console.log(`\n${totalsLine(totals)}`);
  // A suite that ran nothing has shown nothing.
  if (!passed || totals.failed > 0 || totals.passed === 0) process.exitCode = 1;
} catch (error) {
  fail(error);
}
