// npm run mutate:examples: the mutation score of each example's own tests, as the table in docs/reference/mutation.md.
// npm run mutate:examples -- NAME: only of examples whose name has this in it.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

const bylaw = join(root, "packages", "cli", "bin", "bylaw.js");
const only = process.argv[2] ?? "";

/** What `bylaw mutate` says of a policy or folder, whatever its score is. */
function mutate(example, path) {
  try {
    return execFileSync(process.execPath, [bylaw, "mutate", path, "--threshold", "0"], {
      cwd: example,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    return `${error.stdout ?? ""}`;
  }
}

function row(name, said) {
  const score = /score ([\d.]+) %: (\d+) of (\d+) mutants killed; (\d+) look equivalent, (\d+) are/.exec(
    said,
  );
  const speed = /(\d+) mutants tried .*?, (\d+) a second/.exec(said);
  if (score === null || speed === null) {
    process.exitCode = 1;
    return `| ${name} | no answer |`;
  }
  const [, percentage, killed, counted, equivalent, invalid] = score;
  const mutants = Number(counted) + Number(equivalent) + Number(invalid);
  const survive = Number(counted) - Number(killed);
  return `| ${name} | ${mutants} | ${killed} | ${survive} | ${equivalent} | ${invalid} | ${percentage} % | ${speed[2]} |`;
}

console.log(
  "| policy | mutants | killed | survive | look equivalent | no policies | score | mutants a second |",
);
console.log("|---|--:|--:|--:|--:|--:|--:|--:|");
for (const name of readdirSync(join(root, "examples")).sort()) {
  const folder = join(root, "examples", name);
  if (!existsSync(join(folder, "vitest.config.ts")) || !name.includes(only)) continue;
  const policies = readdirSync(join(folder, "policies"))
    .filter((file) => /^export default/m.test(readFileSync(join(folder, "policies", file), "utf8")))
    .sort();
  // The tests are run once: what they ask, and what came of a policy's mutants, is remembered.
  for (const file of policies)
    console.log(row(`${name}: ${file.replace(".ts", "")}`, mutate(folder, join("policies", file))));
  console.log(row(`**${name}**`, mutate(folder, "policies")));
}
