import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What one program took. */
export interface Measured {
  readonly seconds: number;
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
    const look = setInterval(() => {
      peak = Math.max(peak, child.pid === undefined ? 0 : heldBy(child.pid));
    }, 100);
    child.stdout.on("data", (piece: Buffer) => {
      output += piece.toString("utf8");
    });
    child.on("error", fail);
    child.on("close", (status) => {
      clearInterval(look);
      const seconds = (performance.now() - start) / 1000;
      if (status !== 0) fail(new Error(`${program} ended with status ${status}`));
      else done({ seconds, peakBytes: peak === 0 ? undefined : peak, output });
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
