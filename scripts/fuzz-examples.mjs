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
try {
  await setup();
  process.stderr.write(`seed ${values.seed}\n`);
  for (const name of readdirSync(examples)) {
    const cwd = join(examples, name);
    if (!name.includes(values.only) || !existsSync(join(cwd, "vitest.config.ts"))) continue;
    await run(process.execPath, [vitest, "run", "-t", "alike", "--testTimeout=7200000"], {
      cwd,
      env: {
        ...process.env,
        BYLAW_AGREEMENT_RUNS: values.inputs,
        BYLAW_AGREEMENT_SEED: values.seed,
      },
    });
  }
} catch (error) {
  fail(error);
}
