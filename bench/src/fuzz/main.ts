// npm run bench:fuzz: how much of the example policies fuzzing reaches, and which planted mistakes it finds.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { findOpa } from "@bylaw/engine";
import { Command } from "commander";
import { positiveNumber, runProgram } from "../command-line.ts";
import { type CoverageRow, coverageTable, measureCoverage } from "./coverage.ts";
import {
  buggedPolicy,
  type Hunt,
  huntByDiff,
  huntByProperties,
  plantedBugs,
  plantedTable,
  removeLeftCopies,
  withBug,
} from "./planted.ts";
import { statedPolicies } from "./stated.ts";

const examples = join(import.meta.dirname, "../../../examples");

interface Options {
  readonly only?: string;
  readonly planted?: boolean;
  readonly time?: number;
  readonly long: number;
}

const program = new Command("npm run bench:fuzz --")
  .description("fuzz the example policies from nothing, guided and with their schemas alone")
  .option("--only <name>", "only the policies whose name has this in it")
  .option(
    "--time <seconds>",
    "processor time for each policy (5), or each planted mistake (10)",
    positiveNumber,
  )
  .option("--planted", "look for the mistakes that are planted beside the examples, instead")
  .option(
    "--long <seconds>",
    "processor time in which all that can be reached is looked for",
    positiveNumber,
    30,
  )
  .action((options: Options) => (options.planted ? planted(options) : coverage(options)));

async function planted({ only, time = 10 }: Options): Promise<void> {
  const opa = await findOpa();
  const rows: Parameters<typeof plantedTable>[0][number][] = [];
  removeLeftCopies(examples);
  for (const bug of plantedBugs(examples)) {
    if (only !== undefined && !`${bug.example}/${bug.name}`.includes(only)) continue;
    const folder = join(examples, bug.example);
    const row = await withBug(folder, bug, async (copy): Promise<(typeof rows)[number]> => {
      const policy = await buggedPolicy(copy, bug);
      const properties = await hunt(() => huntByProperties(policy, opa, time));
      return { bug, properties, diff: await hunt(() => huntByDiff(folder, copy, bug, policy, time)) };
    });
    const { properties, diff } = row;
    process.stderr.write(
      `${bug.example}/${bug.name}: ${properties.foundBy} ${properties.seconds.toFixed(1)} s, ${diff.foundBy} ${diff.seconds.toFixed(1)} s\n`,
    );
    rows.push(row);
  }
  process.stdout.write(`${plantedTable(rows)}\n`);
}

/** A hunt that ends in an error found nothing, and the others go on. */
async function hunt(hunting: () => Promise<Hunt>): Promise<Hunt> {
  try {
    return await hunting();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return { foundBy: undefined, inputs: 0, seconds: Number.NaN };
  }
}

async function coverage({ only, time = 5, long }: Options): Promise<void> {
  const opa = await findOpa();
  const rows: CoverageRow[] = [];
  for (const example of readdirSync(examples).sort()) {
    for (const stated of await statedPolicies(join(examples, example), example)) {
      if (only !== undefined && !stated.name.includes(only)) continue;
      process.stderr.write(`${stated.name}\n`);
      const row = await measureCoverage(stated, opa, time, long);
      for (const place of row.missed) process.stderr.write(`  not reached: ${place}\n`);
      rows.push(row);
    }
  }
  process.stdout.write(`${coverageTable(rows, time)}\n`);
}

await runProgram(program);
