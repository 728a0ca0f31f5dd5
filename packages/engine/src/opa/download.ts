import { createHash } from "node:crypto";
import { chmod, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OpaAsset, OpaRelease } from "./release.ts";

export interface DownloadOptions {
  /** Base URL to use instead of the release's. */
  readonly mirror?: string;
  /** The longest silence of the server, in milliseconds. */
  readonly idleTimeoutMs: number;
  /** For the whole download, in milliseconds. */
  readonly totalTimeoutMs: number;
  /** The largest file that is accepted, in bytes. */
  readonly maxBytes: number;
  readonly onProgress?: (message: string) => void;
}

export const downloadDefaults = {
  idleTimeoutMs: 30_000,
  totalTimeoutMs: 10 * 60_000,
  maxBytes: 300 * 1024 * 1024,
} as const satisfies DownloadOptions;

/** Where an asset is. */
export function assetUrl(release: OpaRelease, asset: OpaAsset, mirror: string | undefined): string {
  const base = (mirror || release.baseUrl).replace(/\/+$/, "");
  return `${base}/v${release.version}/${asset.name}`;
}

/**
 * Downloads an asset of a release. The file gets its name only after its sum was found right.
 *
 * @param target where the executable shall be; its folder must exist
 * @throws Error with one sentence for the user, when there is no pinned sum, the server fails or the sum is wrong
 */
export async function downloadOpa(
  release: OpaRelease,
  asset: OpaAsset,
  target: string,
  options: DownloadOptions,
): Promise<void> {
  const url = assetUrl(release, asset, options.mirror);
  if (asset.sha256 === undefined) {
    throw new Error(`refused: there is no pinned SHA-256 for ${asset.name} ${release.version}`);
  }
  const unfinished = join(dirname(target), `.${process.pid}-${Date.now()}.download`);
  try {
    const sum = await fetchTo(url, unfinished, options);
    if (sum !== asset.sha256.toLowerCase()) {
      throw new Error(`${url} has SHA-256 ${sum}, but ${asset.sha256} is pinned; the file was thrown away`);
    }
    await chmod(unfinished, 0o755);
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Streams a URL into a file; gives the SHA-256 of what was written, in hexadecimal. */
async function fetchTo(url: string, file: string, options: DownloadOptions): Promise<string> {
  const stop = new AbortController();
  const whole = setTimeout(
    () => stop.abort(new Error(`${url} took longer than ${options.totalTimeoutMs} ms`)),
    options.totalTimeoutMs,
  );
  let silence: NodeJS.Timeout | undefined;
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(
      () => stop.abort(new Error(`${url} sent nothing for ${options.idleTimeoutMs} ms`)),
      options.idleTimeoutMs,
    );
  };
  try {
    heard();
    const response = await fetch(url, { signal: stop.signal, headers: { "accept-encoding": "identity" } });
    if (!response.ok || response.body === null) throw new Error(`${url} answered ${response.status}`);
    const announced = response.headers.get("content-length");
    const expected = announced === null ? undefined : Number(announced);
    const tooLarge = () => new Error(`${url} is larger than ${options.maxBytes} bytes`);
    if (expected !== undefined && expected > options.maxBytes) throw tooLarge();

    const hash = createHash("sha256");
    let received = 0;
    let reported = 0;
    // "wx": a file or link that someone put there is not written through.
    const handle = await open(file, "wx", 0o600);
    try {
      for await (const chunk of response.body) {
        heard();
        received += chunk.byteLength;
        if (received > options.maxBytes) throw tooLarge();
        hash.update(chunk);
        await handle.writeFile(chunk);
        if (expected && received - reported > expected / 10) {
          reported = received;
          options.onProgress?.(`downloaded ${Math.floor((100 * received) / expected)} % of ${url}`);
        }
      }
      if (expected !== undefined && received !== expected) {
        throw new Error(`${url} was cut off after ${received} of ${expected} bytes`);
      }
      await handle.sync();
    } finally {
      await handle.close();
    }
    return hash.digest("hex");
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason;
    throw new Error(reasonOf(error, url));
  } finally {
    clearTimeout(whole);
    clearTimeout(silence);
    // Ends the connection when the body was not read to its end.
    if (!stop.signal.aborted) stop.abort();
  }
}

function reasonOf(error: unknown, url: string): string {
  if (!(error instanceof Error)) return `${url} could not be downloaded`;
  if (error.message.includes(url)) return error.message;
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return `${url} could not be downloaded: ${error.message}${cause}`;
}
