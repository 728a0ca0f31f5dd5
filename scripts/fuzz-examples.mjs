// npm run fuzz:examples -- --inputs 50000: the agreement tests of all examples, with many more inputs.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root, setup } from "./setup.mjs";
import { fail, run } from "./step.mjs";

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "50000" },
    seed: { type: "string", default: String(1 + (Date.now() % 1_000_000)) },
    only: { type: "string", default: "" },
  },
});
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
const examples = join(root, "examples");
// The tests have a time that they may take: no run of them has all the inputs.
const inOneRun = 5_000;
try {
  await setup();
  const inputs = Number(values.inputs);
  for (const name of readdirSync(examples)) {
    const cwd = join(examples, name);
    if (!name.includes(values.only) || !existsSync(join(cwd, "vitest.config.ts"))) continue;
    for (let done = 0; done < inputs; done += inOneRun) {
      const seed = String(Number(values.seed) + done);
      process.stderr.write(`${name}: seed ${seed}, ${done} of ${inputs} inputs done\n`);
      await run(process.execPath, [vitest, "run", "-t", "alike", "--testTimeout=7200000"], {
        cwd,
        env: {
          ...process.env,
          BYLAW_AGREEMENT_RUNS: String(Math.min(inOneRun, inputs - done)),
          BYLAW_AGREEMENT_SEED: seed,
        },
      });
    }
  }
} catch (error) {
  fail(error);
}
