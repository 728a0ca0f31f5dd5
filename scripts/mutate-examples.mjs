// npm run mutate:examples: the mutation score of each example's own tests, as the table in docs/reference/mutation.md.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./setup.mjs";

const bylaw = join(root, "packages", "cli", "bin", "bylaw.js");

/** What `bylaw mutate` says of an example, whatever its score is. */
function mutate(folder) {
  try {
    return execFileSync(process.execPath, [bylaw, "mutate", "policies", "--threshold", "0"], {
      cwd: folder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
  } catch (error) {
    return `${error.stdout ?? ""}`;
  }
}

console.log(
  "| example | mutants | killed | survive | look equivalent | no policies | score | mutants a second |",
);
console.log("|---|--:|--:|--:|--:|--:|--:|--:|");
for (const name of readdirSync(join(root, "examples")).sort()) {
  const folder = join(root, "examples", name);
  if (!existsSync(join(folder, "vitest.config.ts"))) continue;
  const said = mutate(folder);
  const score = /score ([\d.]+) %: (\d+) of (\d+) mutants killed; (\d+) look equivalent, (\d+) are/.exec(
    said,
  );
  const speed = /(\d+) mutants tried .*?, (\d+) a second/.exec(said);
  if (score === null || speed === null) {
    console.log(`| ${name} | no answer |`);
    process.exitCode = 1;
    continue;
  }
  const [, percentage, killed, counted, equivalent, invalid] = score;
  console.log(
    `| ${name} | ${speed[1]} | ${killed} | ${Number(counted) - Number(killed)} | ${equivalent} | ${invalid} | ${percentage} % | ${speed[2]} |`,
  );
}
