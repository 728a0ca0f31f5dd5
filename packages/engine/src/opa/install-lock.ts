import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export interface LockOptions {
  /** How long to wait for another process, in milliseconds. */
  readonly waitMs: number;
  readonly onProgress?: (message: string) => void;
}

/**
 * Does `work` while no other process does it for the same folder.
 *
 * While another process holds the lock, `ready` is asked again and again, so that its result is used as soon as
 * it is there. A lock whose process died counts as free after a while.
 *
 * @returns what `ready` found, or what `work` made
 * @throws Error when the other process is not done in time
 */
export async function onceAtATime<T>(
  folder: string,
  options: LockOptions,
  ready: () => Promise<T | undefined>,
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(folder, { recursive: true });
  const deadline = Date.now() + options.waitMs;
  let told = false;
  for (;;) {
    const release = await tryLock(folder);
    if (release !== undefined) {
      try {
        return (await ready()) ?? (await work());
      } finally {
        await release();
      }
    }
    if (!told) options.onProgress?.("waiting for another process that is installing OPA");
    told = true;
    const done = await ready();
    if (done !== undefined) return done;
    if (Date.now() > deadline) {
      throw new Error(`another process has been installing OPA in ${folder} for ${options.waitMs} ms`);
    }
    await sleep(200);
  }
}

async function tryLock(folder: string): Promise<(() => Promise<void>) | undefined> {
  // Needed when OPA is installed, and slow to load.
  const { default: lockfile } = await import("proper-lockfile");
  try {
    const release = await lockfile.lock(folder, {
      lockfilePath: join(folder, "install.lock"),
      stale: 30_000,
      update: 5_000,
      realpath: false,
      // Losing the lock costs a second download at worst: files get their names by renaming.
      onCompromised: () => undefined,
    });
    return () => release().catch(() => undefined);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOCKED") return undefined;
    throw error;
  }
}
