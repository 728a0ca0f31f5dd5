// npm run bench: sets up, then measures the engines side by side. npm run bench:diff: the diff; bench:fuzz: fuzzing;
// bench:check: compiling; bench:tests: the examples' tests.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { root, setup } from "./setup.mjs";
import { fail } from "./step.mjs";

const parts = ["diff", "fuzz", "check", "tests"];

try {
  await setup();
  const [first, ...rest] = process.argv.slice(2);
  const program = parts.includes(first)
    ? [join(root, `bench/dist/${first}/main.js`), ...rest]
    : [join(root, "bench/dist/main.js"), ...process.argv.slice(2)];
  const child = spawn(process.execPath, program, { stdio: "inherit" });
  child.on("error", fail);
  child.on("close", (status) => {
    process.exitCode = status ?? 1;
  });
} catch (error) {
  fail(error);
}
