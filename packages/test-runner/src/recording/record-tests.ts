import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Recorded, readRecording } from "./recording.ts";
import { recordingVariable } from "./variable.ts";

/** The tests of a repository do not pass, so that they tell nothing of mutants. */
export class TestsFailed extends Error {
  override readonly name = "TestsFailed";
}

/** Milliseconds that one test may take: how quick it is, is not asked here. */
const patience = 600_000;
const mostOutput = 100_000;

/**
 * Runs the vitest tests of a repository, and gives what they asked of its policies.
 *
 * @param root the folder with `vitest.config.ts`, whose plugin is `bylaw()`
 * @throws {TestsFailed} when vitest is not installed there, or a test fails
 */
export async function recordTests(root: string, signal?: AbortSignal): Promise<readonly Recorded[]> {
  const program = vitestIn(root);
  const folder = await mkdtemp(join(tmpdir(), "bylaw-recording-"));
  try {
    const { code, output } = await run(program, root, folder, signal);
    if (code !== 0) throw new TestsFailed(`the tests in ${root} do not pass:\n${output}`);
    return await readRecording(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function vitestIn(root: string): string {
  try {
    return join(
      dirname(createRequire(join(root, "package.json")).resolve("vitest/package.json")),
      "vitest.mjs",
    );
  } catch {
    throw new TestsFailed(`vitest is not installed in ${root}`);
  }
}

function run(
  program: string,
  root: string,
  folder: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly code: number | null; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, "run", `--testTimeout=${patience}`], {
      cwd: root,
      env: { ...process.env, [recordingVariable]: folder, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
      ...(signal === undefined ? {} : { signal }),
    });
    let output = "";
    const keep = (text: string) => {
      output = (output + text).slice(-mostOutput);
    };
    child.stdout.setEncoding("utf8").on("data", keep);
    child.stderr.setEncoding("utf8").on("data", keep);
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, output }));
  });
}
