import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stopwatch, type Took } from "../measure/stopwatch.ts";

/** A check with nothing remembered, and another right after it. */
export interface ColdChecks {
  readonly first: Took;
  readonly again: Took;
}

const program = join(import.meta.dirname, "../../../packages/cli/bin/bylaw.js");

/**
 * Runs `bylaw check policies` twice, each time in a fresh process.
 *
 * @param folder of a policy repository
 * @param opa the path of OPA, so that the cache may be empty
 * @throws Error when the policies are not clean
 */
export async function coldChecks(folder: string, opa: string): Promise<ColdChecks> {
  const cache = await mkdtemp(join(tmpdir(), "bylaw-bench-check-"));
  try {
    const environment = { ...process.env, BYLAW_CACHE: cache, BYLAW_OPA: opa };
    const first = await coldCheck(folder, environment);
    return { first, again: await coldCheck(folder, environment) };
  } finally {
    await rm(cache, { recursive: true, force: true });
  }
}

/** What one check took, from the start of its process to its end; the `opa` that it ran is a part of it. */
async function coldCheck(folder: string, env: NodeJS.ProcessEnv): Promise<Took> {
  const stop = stopwatch();
  const status = await new Promise<number | null>((done, fail) => {
    const child = spawn(process.execPath, [program, "check", "policies"], {
      cwd: folder,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.on("error", fail);
    child.on("close", done);
  });
  const took = stop();
  if (status !== 0) throw new Error(`bylaw check ended with status ${status} in ${folder}`);
  return took;
}
