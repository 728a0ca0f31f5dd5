import { execFile } from "node:child_process";
import { performance } from "node:perf_hooks";
import { peakMemory } from "./peak-memory.ts";
import { processorSeconds } from "./processor-time.ts";

export interface MeasuredRun {
  readonly stdout: string;
  /** The part of its time for which it had a processor; 1 where the system does not say. */
  readonly processorShare: number;
  /** Undefined where the system does not say. */
  readonly peakBytes: number | undefined;
}

const timeoutMs = 300_000;
const maxOutputBytes = 256 * 1024 * 1024;
const lookEveryMs = 20;

/**
 * Runs a Go program on one core, without our environment.
 *
 * @throws Error with what it printed, when it fails
 */
export function runMeasured(file: string, args: readonly string[], folder: string): Promise<MeasuredRun> {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    let peakBytes: number | undefined;
    let processorShare = 1;
    const options = {
      cwd: folder,
      env: { GOMAXPROCS: "1", HOME: folder, TMPDIR: folder, TZ: "UTC" },
      timeout: timeoutMs,
      maxBuffer: maxOutputBytes,
    };
    const child = execFile(file, args, options, (error, stdout, stderr) => {
      clearInterval(timer);
      if (error !== null)
        reject(new Error(`${file} failed: ${(stderr || stdout || error.message).slice(0, 2_000)}`));
      else resolve({ stdout, processorShare, peakBytes });
    });
    const timer = setInterval(() => {
      if (child.pid === undefined) return;
      peakBytes = peakMemory(child.pid) ?? peakBytes;
      const seconds = processorSeconds(child.pid);
      if (seconds !== undefined) processorShare = seconds / ((performance.now() - begin) / 1000);
    }, lookEveryMs);
  });
}
