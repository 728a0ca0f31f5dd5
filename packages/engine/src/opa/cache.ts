import { join, resolve } from "node:path";
import envPaths from "env-paths";
import type { OpaRelease } from "./release.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The folder for what Bylaw may lose: `BYLAW_CACHE`, or the place that the operating system has for caches.
 */
export function cacheFolder(environment: Environment = process.env): string {
  const chosen = environment.BYLAW_CACHE;
  return chosen === undefined || chosen === "" ? envPaths("bylaw", { suffix: "" }).cache : resolve(chosen);
}

/** Where an installed OPA of this release lives. */
export function cachedOpa(release: OpaRelease, platform: string, environment: Environment): string {
  return join(opaFolder(release, platform, environment), executableName("opa", platform));
}

/** The folder for one release on one platform: the binary, its lock and unfinished downloads. */
export function opaFolder(release: OpaRelease, platform: string, environment: Environment): string {
  return join(cacheFolder(environment), "opa", release.version, platform);
}

/** Name of a program's file on a platform. */
export function executableName(name: string, platform: string): string {
  return platform.startsWith("win32-") ? `${name}.exe` : name;
}
