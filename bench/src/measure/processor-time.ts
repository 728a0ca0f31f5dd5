import { readFileSync } from "node:fs";

const ticksPerSecond = 100;

/** The processor time of another process in all its threads; undefined where the system does not say, or it has ended. */
export function processorSeconds(process: number): number | undefined {
  try {
    // The second field is the program's name in brackets, which may hold spaces; times are the 14th and 15th.
    const fields = readFileSync(`/proc/${process}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    const ticks = Number(fields[11]) + Number(fields[12]);
    return ticks > 0 ? ticks / ticksPerSecond : undefined;
  } catch {
    return undefined;
  }
}
