// npm run bench:check: bylaw check of the examples, from nothing and after a change. docs/benchmarks.md says more.
import { readdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createCompiler } from "@bylaw/compiler";
import { findOpa } from "@bylaw/engine";
import { Command } from "commander";
import { runProgram, wholeNumber } from "../command-line.ts";
import { type ColdChecks, coldChecks } from "./cold.ts";
import { type CheckResult, checkText } from "./text.ts";
import { warmPolicies } from "./warm.ts";

const examples = join(import.meta.dirname, "../../../examples");

interface Options {
  readonly only?: string;
  readonly rounds: number;
  readonly json?: string;
}

const program = new Command("npm run bench:check --")
  .description("measure bylaw check of the examples, in a fresh process and after a change in a warm one")
  .option("--only <name>", "only the examples whose name has this in it")
  .option("--rounds <number>", "how often an example is checked from nothing", wholeNumber, 3)
  .option("--json <file>", "write the figures as JSON, too")
  .action(bench);

/** A change takes a fraction of a check, and compiled code is at its best after some of them. */
const changesInARound = 5;

async function bench({ only, rounds, json }: Options): Promise<void> {
  const opa = await findOpa();
  const names = readdirSync(examples)
    .sort()
    .filter((name) => only === undefined || name.includes(only));
  const cold = new Map<string, ColdChecks[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, checks] of cold) {
      process.stderr.write(`${name}\n`);
      checks.push(await coldChecks(join(examples, name), opa.path));
    }
  }
  const compiler = createCompiler();
  const results: CheckResult[] = [];
  for (const [name, checks] of cold) {
    process.stderr.write(`${name}, changed\n`);
    const folder = join(examples, name, "policies");
    const warm = await warmPolicies(compiler, folder, opa, rounds * changesInARound);
    results.push({ name, cold: checks, warm });
  }
  if (json !== undefined)
    await writeFile(json, `${JSON.stringify({ version: 1, rounds, examples: results }, undefined, 2)}\n`);
  process.stdout.write(checkText(results));
}

await runProgram(program);
