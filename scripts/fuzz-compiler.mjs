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
// TypeScript and the engines keep what they have seen: no process holds all of a long run.
const inOneProcess = 200;
try {
  await setup();
  const programs = Number(values.programs);
  for (let done = 0; done < programs; done += inOneProcess) {
    const seed = String(Number(values.seed) + done);
    process.stderr.write(`seed ${seed}, ${done} of ${programs} programs done\n`);
    await run(process.execPath, [vitest, "run", "packages/compiler/test/programs/programs.test.ts"], {
      cwd: root,
      env: {
        ...process.env,
        BYLAW_PROGRAMS: String(Math.min(inOneProcess, programs - done)),
        BYLAW_PROGRAM_INPUTS: values.inputs,
        BYLAW_SEED: seed,
        BYLAW_SHRINK: values.shrink ? "1" : "0",
      },
    });
  }
} catch (error) {
  fail(error);
}
