import { Command, CommanderError } from "commander";
import type { Context, Register } from "./command.ts";
import { consoleOf, type Process } from "./console.ts";
import { CannotProceed, type ExitCode, exitCode } from "./exit-code.ts";
import { printable } from "./printable.ts";
import { version } from "./version.ts";

export type { Process } from "./console.ts";
export { type ExitCode, exitCode } from "./exit-code.ts";

/** In the order of the help. What a command stands on takes a while to load, so only the one that is called is. */
const commands: Readonly<Record<string, () => Promise<Register>>> = {
  check: async () => (await import("./commands/check.ts")).registerCheck,
  build: async () => (await import("./commands/build.ts")).registerBuild,
  eval: async () => (await import("./commands/eval.ts")).registerEval,
  test: async () => (await import("./commands/test.ts")).registerTest,
  fuzz: async () => (await import("./commands/fuzz.ts")).registerFuzz,
  mutate: async () => (await import("./commands/mutate.ts")).registerMutate,
  diff: async () => (await import("./commands/diff.ts")).registerDiff,
  corpus: async () => (await import("./commands/corpus.ts")).registerCorpus,
  serve: async () => (await import("./commands/serve.ts")).registerServe,
  show: async () => (await import("./commands/show.ts")).registerShow,
  accept: async () => (await import("./commands/accept.ts")).registerAccept,
  doctor: async () => (await import("./commands/doctor.ts")).registerDoctor,
};

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
    await (await programOf(context, args[0])).parseAsync(args, { from: "user" });
    return status;
  } catch (error) {
    // Commander has already printed its own errors, and help and version are errors to it.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.ok : exitCode.cannot;
    console.note(printable(describeFailure(error, process.env.BYLAW_DEBUG !== undefined)));
    return exitCode.cannot;
  }
}

async function programOf(context: Context, named: string | undefined): Promise<Command> {
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
  // The version is there without any of them.
  if (named === "--version" || named === "-V") return program;
  const called = named !== undefined && Object.hasOwn(commands, named) ? commands[named] : undefined;
  for (const load of called === undefined ? Object.values(commands) : [called])
    (await load())(program, context);
  return program;
}

function describeFailure(error: unknown, withStack: boolean): string {
  if (!(error instanceof Error)) return `bylaw: ${String(error)}`;
  if (error instanceof CannotProceed || !withStack) return `bylaw: ${error.message}`;
  return `bylaw: ${error.stack ?? error.message}`;
}
