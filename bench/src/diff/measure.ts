import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { processorSecondsWithChildren } from "../measure/processor-time.ts";

/** What one program took. */
export interface Measured {
  readonly seconds: number;
  /** Of all threads, and of the processes that it waited for, as far as it was seen; Linux only. */
  readonly processorSeconds: number | undefined;
  /** The most memory that it held, in bytes, as far as it was seen; Linux only. */
  readonly peakBytes: number | undefined;
  readonly output: string;
}

/** Runs a program to its end, looking at its memory as it goes. @throws Error when it fails */
export function measure(program: string, args: readonly string[]): Promise<Measured> {
  return new Promise((done, fail) => {
    const start = performance.now();
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "inherit"] });
    let output = "";
    let peak = 0;
    let processor = 0;
    const look = setInterval(() => {
      peak = Math.max(peak, child.pid === undefined ? 0 : heldBy(child.pid));
      processor = Math.max(
        processor,
        child.pid === undefined ? 0 : (processorSecondsWithChildren(child.pid) ?? 0),
      );
    }, 100);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    child.on("error", fail);
    child.on("close", (status) => {
      clearInterval(look);
      const seconds = (performance.now() - start) / 1000;
      if (status !== 0) fail(new Error(`${program} ended with status ${status}`));
      else done({ seconds, processorSeconds: processor || undefined, peakBytes: peak || undefined, output });
    });
  });
}

/** Memory of a process and of those that it started, in bytes. */
function heldBy(process: number): number {
  try {
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${process}/status`, "utf8"))?.[1];
    const children = readdirSync(`/proc/${process}/task`).flatMap((thread) =>
      readFileSync(`/proc/${process}/task/${thread}/children`, "utf8").split(" ").filter(Boolean).map(Number),
    );
    return Number(resident ?? 0) * 1024 + children.reduce((sum, child) => sum + heldBy(child), 0);
  } catch {
    return 0;
  }
}
