import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const sample = join(root, "packages/policy-diff/test/recorded");

test("bylaw diff reports the same for any number of threads, and from merged summaries", async () => {
  const folder = mkdtempSync(join(tmpdir(), "bylaw-threads-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const lines = readFileSync(join(sample, "decisions.ndjson"), "utf8").split("\n");
  for (const file of ["a", "b", "c"]) {
    const events = Array.from({ length: 4_000 }, (_, index) =>
      // Some ids are in two files.
      (lines[(index * 7 + file.length) % lines.length] ?? "").replace(
        /"decision_id":"[^"]*"/,
        `"decision_id":"${index < 100 ? "shared" : file}-${index}"`,
      ),
    );
    writeFileSync(join(folder, `${file}.ndjson`), events.join("\n"));
  }
  const bylaw = (...args: string[]) =>
    promisify(execFile)(process.execPath, [join(root, "packages/cli/bin/bylaw.js"), ...args], {
      cwd: folder,
      maxBuffer: 1 << 26,
    });
  const sides = ["--base", join(sample, "base.rego"), "--head", join(sample, "head.rego")];
  const report = async (...more: string[]) => {
    const { stdout } = await bylaw(
      "diff",
      ...sides,
      "--decisions",
      ".",
      "--min-comparable",
      "0",
      "--json",
      ...more,
    );
    return { ...JSON.parse(stdout), generatedAt: "" };
  };
  const one = await report("--workers", "1");
  expect(one.totals.changed).toBeGreaterThan(100);
  expect(one.totals.duplicate).toBeGreaterThan(30);
  expect(await report("--workers", "3")).toEqual(one);
  expect(await report("--workers", "2", "--resume", "kept")).toEqual(one);
  expect(await report("--workers", "2", "--resume", "kept")).toEqual(one);
  await bylaw(
    "diff",
    "map",
    ...sides,
    "--decisions",
    "*.ndjson",
    "--min-comparable",
    "0",
    "-o",
    "all.summary",
  );
  const merged = JSON.parse((await bylaw("diff", "merge", "all.summary", "--json")).stdout);
  expect({ ...merged, generatedAt: "", options: one.options }).toEqual(one);
});
