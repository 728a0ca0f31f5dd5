// npm run bench: this engine, opa-wasm and opa side by side. docs/benchmarks.md says what is measured.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findOpa } from "@bylaw/engine";
import { Command } from "commander";
import { positiveNumber, runProgram, wholeNumber } from "./command-line.ts";
import { findExamples } from "./examples/find.ts";
import { benchmarkOf, largePolicies } from "./policies/index.ts";
import { text } from "./report/text.ts";
import { run } from "./run.ts";

interface Options {
  readonly only?: string;
  readonly time: number;
  readonly rounds: number;
  readonly json?: string;
}

const examples = join(import.meta.dirname, "../../examples");

const program = new Command("npm run bench --")
  .description("measure this engine, opa-wasm and opa side by side, on the examples and on large policies")
  .option("--only <name>", "only the policies whose name has this in it, such as rules-equal or example")
  .option(
    "--time <seconds>",
    "processor time for each engine on each policy, over all rounds",
    positiveNumber,
    1,
  )
  .option("--rounds <number>", "how often each engine has its turn", wholeNumber, 5)
  .option("--json <file>", "write the figures as JSON, too")
  .action(bench);

async function bench(options: Options): Promise<void> {
  const large = largePolicies.map(({ name }) => name);
  const wanted = (name: string) => options.only === undefined || name.includes(options.only);
  const benchmarks = [
    ...findExamples(examples).filter(({ name }) => wanted(name) || options.only === "example"),
    ...largePolicies.filter(({ name }) => wanted(name) || options.only === "large").map(benchmarkOf),
  ];
  if (benchmarks.length === 0)
    throw new Error(
      `no policy has ${JSON.stringify(options.only)} in its name; the large ones are ${large.join(", ")}`,
    );
  const opa = await findOpa({ onProgress: (message) => process.stderr.write(`${message}\n`) });
  const effort = { rounds: options.rounds, secondsPerRound: options.time / options.rounds };
  const done = await run(benchmarks, opa, effort, (name) => process.stderr.write(`${name}\n`));
  if (options.json !== undefined) await writeFile(options.json, `${JSON.stringify(done, undefined, 2)}\n`);
  process.stdout.write(text(done));
}

await runProgram(program);
