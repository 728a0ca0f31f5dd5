import { readFileSync } from "node:fs";

const ticksPerSecond = 100;

/**
 * What this process and all children that have ended computed, in seconds; undefined where the system does not say.
 */
export function processorSeconds(): number | undefined {
  try {
    // The second field is the program's name in brackets, which may hold spaces; times are the 14th to 17th.
    const fields = readFileSync("/proc/self/stat", "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
  } catch {
    return undefined;
  }
}

/** What something took. */
export interface Took {
  /** By the clock: other work on the machine counts as well. */
  readonly seconds: number;
  readonly processorSeconds: number | undefined;
}

/** Measures from now until the returned function is called. */
export function stopwatch(): () => Took {
  const start = performance.now();
  const before = processorSeconds();
  return () => {
    const seconds = (performance.now() - start) / 1_000;
    const now = processorSeconds();
    return {
      seconds,
      processorSeconds: now === undefined || before === undefined ? undefined : now - before,
    };
  };
}
