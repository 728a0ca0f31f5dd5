import { Command, CommanderError } from "commander";
import type { Context, Register } from "./command.ts";
import { registerAccept } from "./commands/accept.ts";
import { registerBuild } from "./commands/build.ts";
import { registerCheck } from "./commands/check.ts";
import { registerDiff } from "./commands/diff.ts";
import { registerDoctor } from "./commands/doctor.ts";
import { registerEval } from "./commands/eval.ts";
import { registerFuzz } from "./commands/fuzz.ts";
import { registerMutate } from "./commands/mutate.ts";
import { registerServe } from "./commands/serve.ts";
import { registerShow } from "./commands/show.ts";
import { registerTest } from "./commands/test.ts";
import { consoleOf, type Process } from "./console.ts";
import { CannotProceed, type ExitCode, exitCode } from "./exit-code.ts";
import { printable } from "./printable.ts";
import { version } from "./version.ts";

export type { Process } from "./console.ts";
export { type ExitCode, exitCode } from "./exit-code.ts";

const commands: readonly Register[] = [
  registerCheck,
  registerBuild,
  registerEval,
  registerTest,
  registerFuzz,
  registerMutate,
  registerDiff,
  registerServe,
  registerShow,
  registerAccept,
  registerDoctor,
];

/**
 * Runs one `bylaw` command.
 *
 * @param args what stands behind `bylaw` on the command line
 * @param process streams, environment and working folder
 * @returns the status to end with; errors are told on stderr, never thrown
 */
export async function main(args: readonly string[], process: Process): Promise<ExitCode> {
  const console = consoleOf(process);
  let status: ExitCode = exitCode.ok;
  const context: Context = {
    process,
    console,
    finish: (code) => {
      status = code;
    },
  };
  try {
    await programOf(context).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has already printed its own errors, and help and version are errors to it.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.cannot;
    console.note(printable(describeFailure(error, process.env.BYLAW_DEBUG !== undefined)));
    return exitCode.cannot;
  }
}

function programOf(context: Context): Command {
  const program = new Command("bylaw")
    .description(
      "Authorization policies in TypeScript, compiled to Rego, fuzzed, and diffed over recorded decisions.",
    )
    .version(version)
    .showHelpAfterError("(bylaw --help lists the commands)")
    .exitOverride()
    // Of `diff map` and `diff`, each has options of its own.
    .enablePositionalOptions()
    .configureOutput({
      writeOut: (text) => context.console.result(text),
      writeErr: (text) => context.console.note(text),
    });
  for (const register of commands) register(program, context);
  return program;
}

function describeFailure(error: unknown, withStack: boolean): string {
  if (!(error instanceof Error)) return `bylaw: ${String(error)}`;
  if (error instanceof CannotProceed || !withStack) return `bylaw: ${error.message}`;
  return `bylaw: ${error.stack ?? error.message}`;
}
