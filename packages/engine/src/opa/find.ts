import { access, constants, realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { type OpaBinary, OpaNotFound, type OpaOrigin, type OpaStep } from "./binary.ts";
import { cachedOpa, type Environment, executableName, opaFolder } from "./cache.ts";
import { assetUrl, type DownloadOptions, downloadDefaults, downloadOpa } from "./download.ts";
import { goInstallOpa } from "./go-install.ts";
import { onceAtATime } from "./install-lock.ts";
import { isOpaPlatform, type OpaRelease, opaRelease } from "./release.ts";
import { opaVersion } from "./run.ts";

export interface FindOpaOptions {
  /** The pinned release when absent. */
  readonly release?: OpaRelease;
  /** `process.env` when absent. */
  readonly environment?: Environment;
  /** `linux-x64` and the like; this machine's when absent. */
  readonly platform?: string;
  /** Told what happens while something is installed: one line at a time, without control characters. */
  readonly onProgress?: (message: string) => void;
  readonly download?: Partial<Omit<DownloadOptions, "mirror" | "onProgress">>;
  /** For building with Go, in milliseconds; ten minutes when absent. */
  readonly goInstallTimeoutMs?: number;
  /** How long to wait for another process that installs, in milliseconds; fifteen minutes when absent. */
  readonly waitMs?: number;
}

interface Search {
  readonly release: OpaRelease;
  readonly environment: Environment;
  readonly platform: string;
  readonly options: FindOpaOptions;
}

const searchOrder = [
  "env",
  "path",
  "cache",
  "package",
  "download",
  "go-install",
] as const satisfies readonly OpaOrigin[];

/**
 * Finds OPA, or installs it into the cache. The first of these that works wins: `BYLAW_OPA` (any version), `opa`
 * on the PATH (the pinned version only), the cache, the platform package, a download of the official release
 * (checked against its pinned sum), `go install`. `BYLAW_OFFLINE=1` keeps it from installing.
 *
 * @throws OpaNotFound with every attempt and why it failed
 */
export async function findOpa(options: FindOpaOptions = {}): Promise<OpaBinary> {
  const search = searchOf(options);
  const steps: OpaStep[] = [];
  for (const source of ["env", "path", "cache", "package"] as const) {
    const step = await look(search, source);
    steps.push(step);
    if (step.status === "found") return binaryOf(search, step, steps);
  }
  const refusal = whyNotInstalled(search);
  if (refusal !== undefined) {
    steps.push({ source: "download", status: "skipped", detail: refusal });
    steps.push({ source: "go-install", status: "skipped", detail: refusal });
    throw new OpaNotFound(search.release.version, steps);
  }
  const installed = await install(search, steps);
  if (installed === undefined) throw new OpaNotFound(search.release.version, steps);
  return binaryOf(search, installed, steps);
}

/**
 * Says for each place, in order, whether OPA is there. Installs nothing.
 *
 * @returns all steps; the first with status `found` is the one that {@link findOpa} takes
 */
export async function diagnoseOpa(options: FindOpaOptions = {}): Promise<readonly OpaStep[]> {
  const search = searchOf(options);
  const steps: OpaStep[] = [];
  for (const source of searchOrder) steps.push(await look(search, source));
  return steps;
}

function searchOf(options: FindOpaOptions): Search {
  return {
    release: options.release ?? opaRelease,
    environment: options.environment ?? process.env,
    platform: options.platform ?? `${process.platform}-${process.arch}`,
    options,
  };
}

/** Looks at one place without changing anything. */
async function look(search: Search, source: OpaOrigin): Promise<OpaStep> {
  switch (source) {
    case "env": {
      const chosen = search.environment.BYLAW_OPA;
      if (chosen === undefined || chosen === "") {
        return { source, status: "absent", detail: "BYLAW_OPA is not set" };
      }
      return tried(source, resolve(chosen), undefined);
    }
    case "path": {
      const path = await onPath(search, executableName("opa", search.platform));
      if (path === undefined) return { source, status: "absent", detail: "no opa on the PATH" };
      return tried(source, path, search.release.version);
    }
    case "cache": {
      const path = cachedOpa(search.release, search.platform, search.environment);
      if (!(await isExecutable(path))) return { source, status: "absent", detail: `${path} does not exist` };
      return tried(source, path, search.release.version);
    }
    case "package": {
      const name = `@bylaw/opa-${search.platform}`;
      const path = packageBinary(name, search.platform);
      if (path === undefined) return { source, status: "absent", detail: `${name} is not installed` };
      return tried(source, path, search.release.version);
    }
    case "download": {
      const refusal = whyNotInstalled(search) ?? whyNotDownloaded(search);
      if (refusal !== undefined) return { source, status: "skipped", detail: refusal };
      const url = isOpaPlatform(search.platform)
        ? assetUrl(
            search.release,
            search.release.assets[search.platform],
            search.environment.BYLAW_OPA_MIRROR,
          )
        : search.release.baseUrl;
      return { source, status: "skipped", detail: `would be downloaded from ${url} if needed` };
    }
    case "go-install": {
      const refusal = whyNotInstalled(search);
      if (refusal !== undefined) return { source, status: "skipped", detail: refusal };
      const go = await onPath(search, executableName("go", search.platform));
      if (go === undefined) return { source, status: "absent", detail: "no go on the PATH" };
      return {
        source,
        status: "skipped",
        detail: `would be built with ${go} from ${search.release.goModule}@v${search.release.version} if needed`,
      };
    }
  }
}

/** Whether a file is the OPA we want. */
async function tried(source: OpaOrigin, path: string, wanted: string | undefined): Promise<OpaStep> {
  try {
    const version = await opaVersion(path);
    if (wanted !== undefined && version !== wanted) {
      return {
        source,
        status: "failed",
        detail: `${path} is OPA ${version}, not ${wanted}`,
        path,
        version,
      };
    }
    return { source, status: "found", detail: `${path} is OPA ${version}`, path, version };
  } catch (error) {
    return { source, status: "failed", detail: messageOf(error), path };
  }
}

/** Downloads or builds under a lock; the outcome of each attempt is added to `steps`. */
async function install(search: Search, steps: OpaStep[]): Promise<OpaStep | undefined> {
  const { release, environment, platform, options } = search;
  const folder = opaFolder(release, platform, environment);
  const target = cachedOpa(release, platform, environment);
  const progress = options.onProgress === undefined ? {} : { onProgress: options.onProgress };

  const attempt = async (source: "download" | "go-install", make: () => Promise<void>) => {
    let step: OpaStep;
    try {
      await make();
      step = await tried(source, target, release.version);
    } catch (error) {
      step = { source, status: "failed", detail: messageOf(error) };
    }
    steps.push(step);
    return step.status === "found" ? step : undefined;
  };
  const download = () =>
    attempt("download", async () => {
      const refusal = whyNotDownloaded(search);
      if (refusal !== undefined || !isOpaPlatform(platform)) throw new Error(refusal ?? "unknown platform");
      const mirror = environment.BYLAW_OPA_MIRROR;
      await downloadOpa(release, release.assets[platform], target, {
        ...downloadDefaults,
        ...options.download,
        ...(mirror === undefined ? {} : { mirror }),
        ...progress,
      });
    });
  const goInstall = () =>
    attempt("go-install", () =>
      goInstallOpa(release, target, {
        environment,
        platform,
        timeoutMs: options.goInstallTimeoutMs ?? 10 * 60_000,
        ...progress,
      }),
    );
  const ready = async () => {
    const step = await look(search, "cache");
    return step.status === "found" ? step : undefined;
  };
  try {
    const lock = { waitMs: options.waitMs ?? 15 * 60_000, ...progress };
    return await onceAtATime<OpaStep | undefined>(
      folder,
      lock,
      ready,
      async () => (await download()) ?? (await goInstall()),
    );
  } catch (error) {
    steps.push({ source: "download", status: "failed", detail: messageOf(error) });
    return undefined;
  }
}

function whyNotInstalled(search: Search): string | undefined {
  const offline = search.environment.BYLAW_OFFLINE;
  return offline === undefined || offline === "" || offline === "0"
    ? undefined
    : "not tried, because BYLAW_OFFLINE is set";
}

function whyNotDownloaded({ platform, release }: Search): string | undefined {
  if (!isOpaPlatform(platform)) return `refused: OPA publishes no binary for ${platform} that Bylaw knows`;
  const asset = release.assets[platform];
  return asset.sha256 === undefined
    ? `refused: no SHA-256 of ${asset.name} ${release.version} is pinned, and an unchecked binary is never run`
    : undefined;
}

function binaryOf(search: Search, step: OpaStep, steps: readonly OpaStep[]): OpaBinary {
  const warnings: string[] = [];
  for (const earlier of steps) {
    if (earlier.source === "env" && earlier.status === "failed") {
      warnings.push(`BYLAW_OPA is set but does not work: ${earlier.detail}`);
    }
  }
  const version = step.version ?? "";
  if (version !== search.release.version) {
    warnings.push(`OPA ${version} is used; Bylaw is tested with OPA ${search.release.version}`);
  }
  return { path: step.path ?? "", version, source: step.source, warnings };
}

async function onPath(search: Search, name: string): Promise<string | undefined> {
  const folders = (search.environment.PATH ?? search.environment.Path ?? "").split(delimiter);
  for (const folder of folders) {
    // A relative entry would run whatever lies in the folder that is being checked.
    if (!isAbsolute(folder)) continue;
    const path = join(folder, name);
    if (await isExecutable(path)) return realpath(path);
  }
  return undefined;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function packageBinary(name: string, platform: string): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${name}/${executableName("opa", platform)}`);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
