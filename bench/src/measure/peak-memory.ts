import { readFileSync } from "node:fs";

/**
 * The most memory that a process has held, in bytes; undefined where the system does not say, or it has ended.
 *
 * Linux alone keeps it by process. `maxRSS` of getrusage would not do: a child begins with its parent's.
 */
export function peakMemory(process: number | "self"): number | undefined {
  try {
    const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, "utf8"))?.[1];
    return peak === undefined ? undefined : Number(peak) * 1024;
  } catch {
    return undefined;
  }
}
