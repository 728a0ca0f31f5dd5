import { readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** The processor time of another process in all its threads; undefined where the system does not say, or it has ended. */
export function processorSeconds(process: number): number | undefined {
  return secondsOf(process, 2) || undefined;
}

/** The same with that of the processes that it waited for. */
export function processorSecondsWithChildren(process: number | "self"): number | undefined {
  return secondsOf(process, 4);
}

/** The sum of so many times from the 14th field of `stat` on, see proc(5): its own, then those of its children. */
function secondsOf(process: number | "self", times: 2 | 4): number | undefined {
  try {
    // The second field is the program's name in brackets, which may hold spaces.
    const fields = readFileSync(`/proc/${process}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return fields.slice(11, 11 + times).reduce((sum, ticks) => sum + Number(ticks), 0) / ticksPerSecond;
  } catch {
    return undefined;
  }
}
