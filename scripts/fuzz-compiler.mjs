// npm run fuzz:compiler -- --programs 2000: generated programs, decided natively and by every engine.
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root, setup } from "./setup.mjs";
import { fail, run } from "./step.mjs";

const { values } = parseArgs({
  options: {
    programs: { type: "string", default: "2000" },
    inputs: { type: "string", default: "100" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    shrink: { type: "boolean", default: false },
  },
});
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
try {
  await setup();
  process.stderr.write(`seed ${values.seed}\n`);
  await run(process.execPath, [vitest, "run", "packages/compiler/test/programs/programs.test.ts"], {
    cwd: root,
    env: {
      ...process.env,
      BYLAW_PROGRAMS: values.programs,
      BYLAW_PROGRAM_INPUTS: values.inputs,
      BYLAW_SEED: values.seed,
      BYLAW_SHRINK: values.shrink ? "1" : "0",
    },
  });
} catch (error) {
  fail(error);
}
