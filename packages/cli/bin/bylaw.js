#!/usr/bin/env node
import { setFlagsFromString } from "node:v8";
import { main } from "../dist/index.js";

// To compile policies, or to learn the kinds of events of a log, takes a second or two: code that V8 optimises early is
// dearer then than what it saves. The flag was tried with Node.js 20 alone, and another V8 may not know it.
const budgets = { build: 1_000_000, check: 1_000_000, diff: 300_000 };
const budget = budgets[process.argv[2]];
if (budget !== undefined && process.version.startsWith("v20."))
  setFlagsFromString(`--interrupt-budget=${budget}`);

// A full disk, or a reader that has gone: then there is nothing more to say on it.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") process.stderr.write(`bylaw: the output cannot be written: ${error.message}\n`);
  process.exit(2);
});
// Beyond a limit on the size of files, a write fails with an error, in place of ending the program.
process.on("SIGXFSZ", () => undefined);

process.exitCode = await main(process.argv.slice(2), process);
