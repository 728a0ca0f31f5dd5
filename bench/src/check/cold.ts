import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";

/** What one `bylaw check` took, from the start of its process to its end. */
export interface ColdCheck {
  readonly seconds: number;
  /** Of all its threads and of the `opa` that it ran; undefined where the system does not say. */
  readonly processorSeconds: number | undefined;
}

/** A check with nothing remembered, and another right after it. */
export interface ColdChecks {
  readonly first: ColdCheck;
  readonly again: ColdCheck;
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

async function coldCheck(folder: string, env: NodeJS.ProcessEnv): Promise<ColdCheck> {
  const before = await processorSecondsOfChildren();
  const begin = performance.now();
  const status = await new Promise<number | null>((done, fail) => {
    const child = spawn(process.execPath, [program, "check", "policies"], {
      cwd: folder,
      env,
      stdio: ["ignore", "ignore", "inherit"],
    });
    child.on("error", fail);
    child.on("close", done);
  });
  const seconds = (performance.now() - begin) / 1000;
  if (status !== 0) throw new Error(`bylaw check ended with status ${status} in ${folder}`);
  const after = await processorSecondsOfChildren();
  return {
    seconds,
    processorSeconds: before === undefined || after === undefined ? undefined : after - before,
  };
}

const ticksPerSecond = 100;

/** The processor time of all children that have ended, and of theirs: fields 16 and 17 of `stat`, see proc(5). */
async function processorSecondsOfChildren(): Promise<number | undefined> {
  try {
    const stat = await readFile("/proc/self/stat", "utf8");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
