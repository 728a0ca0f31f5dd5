// What the suites skipped, from the results that vitest's JSON reporter left. A test that is skipped says why in its name.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * @param {string} folder of result files
 * @returns {readonly string[]} the full names of tests that did not run
 */
export function readSkipped(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).testResults)
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status }) => status !== "passed" && status !== "failed")
    .map(({ fullName }) => fullName);
}

export const skippedLines = (names) =>
  names.length === 0 ? "Nothing was skipped." : ["Skipped:", ...names.map((name) => `  ${name}`)].join("\n");

if (process.argv[1] === fileURLToPath(import.meta.url))
  console.log(skippedLines(readSkipped(process.argv[2])));
