import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { OpaBinary } from "@bylaw/engine";
import type { PreparedFolder } from "./folder.ts";

/** What a first decision costs in a fresh process, in milliseconds. Reading the data document is not in it. */
export interface FirstDecision {
  /** Loading @bylaw/engine. */
  readonly importMs: number;
  /** From the compiled policy, plan or WebAssembly, to an engine. */
  readonly compileMs: number;
  /** The decision itself. */
  readonly firstMs: number;
  /** Processor time of the three together, in all threads. */
  readonly processorMs: number;
}

const program = fileURLToPath(new URL("first-decision.js", import.meta.url));

/** Makes a first decision with an engine of ours, in a process of its own. */
export async function firstDecision(
  name: "javascript" | "opa-wasm",
  folder: PreparedFolder,
  opa: OpaBinary,
): Promise<FirstDecision> {
  const args = [program, name, folder.path, JSON.stringify(opa)];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout) as FirstDecision;
}
