import type { Command } from "commander";
import type { Console, Process } from "./console.ts";
import type { ExitCode } from "./exit-code.ts";

/** What every command is given to work with. */
export interface Context {
  readonly process: Process;
  readonly console: Console;
  /** Says with which status the process is to end; without it, 0. */
  finish(status: ExitCode): void;
}

/** Adds one command, with its options and help, to the program. */
export type Register = (program: Command, context: Context) => void;
