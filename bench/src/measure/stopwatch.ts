import { processorSecondsWithChildren } from "./processor-time.ts";

/** What something took. */
export interface Took {
  /** By the clock: other work on the machine counts as well. */
  readonly seconds: number;
  /** Of this process and of all children that have ended; undefined where the system does not say. */
  readonly processorSeconds: number | undefined;
}

/** Measures from now until the returned function is called. */
export function stopwatch(): () => Took {
  const start = performance.now();
  const before = processorSecondsWithChildren("self");
  return () => {
    const seconds = (performance.now() - start) / 1_000;
    const now = processorSecondsWithChildren("self");
    return {
      seconds,
      processorSeconds: now === undefined || before === undefined ? undefined : now - before,
    };
  };
}
