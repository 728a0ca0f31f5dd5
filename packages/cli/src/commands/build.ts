import { mkdir, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { createCompiler, printStage, type StageName, stageNames } from "@bylaw/compiler";
import { InvalidArgumentError, Option } from "commander";
import type { Context, Register } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { findPolicies, tellDiagnostics } from "../policy.ts";

interface BuildOptions {
  readonly output: string;
  readonly target: "rego";
  readonly print?: boolean;
  readonly printAfter?: StageName;
}

/** `bylaw build`: writes the Rego of TypeScript policies, with its source map beside it. */
export const registerBuild: Register = (program, context) => {
  program
    .command("build")
    .description("compile TypeScript policies to Rego")
    .argument("[paths...]", "policies or folders", ["."])
    .option("-o, --output <folder>", "where the artefacts go", nonEmpty, "dist")
    .addOption(new Option("--target <target>", "what to build").choices(["rego"]).default("rego"))
    .option("--print", "print the Rego instead of writing files")
    .addOption(
      new Option("--print-after <stage>", "print what a stage of the compiler makes").choices(stageNames),
    )
    .addHelpText(
      "after",
      "\nExamples:\n  $ bylaw build policies/authz.ts --print\n  $ bylaw build policies/authz.ts --print-after lower\n  $ bylaw build policies -o dist\n\nExit status: 0 built, 1 a policy does not compile, 2 cannot build.",
    )
    .action(async (paths: string[], options: BuildOptions) => {
      if (options.printAfter !== undefined) await printStages(paths, options.printAfter, context);
      else context.finish((await build(paths, options, context)) ? exitCode.ok : exitCode.findings);
    });
};

function nonEmpty(value: string): string {
  if (value === "") throw new InvalidArgumentError("a folder is needed");
  return value;
}

/** For people who work on the compiler, or want to see what it makes of a policy. */
async function printStages(paths: readonly string[], stage: StageName, context: Context): Promise<void> {
  const compiler = createCompiler();
  for (const path of (await findPolicies(paths, context)).typescript) {
    const { compilation, stages } = compiler.compileInStages({ entry: resolve(context.process.cwd(), path) });
    tellDiagnostics(compilation.diagnostics, context);
    const product = printStage(stages, stage);
    if (product !== undefined) context.console.result(product);
    if (!compilation.ok) context.finish(exitCode.findings);
  }
}

async function build(paths: readonly string[], options: BuildOptions, context: Context): Promise<boolean> {
  const { console, process } = context;
  const { typescript } = await findPolicies(paths, context);
  const folder = resolve(process.cwd(), options.output);
  const compiler = createCompiler();
  let allCompile = true;
  for (const path of typescript) {
    const compilation = compiler.compile({ entry: resolve(process.cwd(), path) });
    tellDiagnostics(compilation.diagnostics, context);
    if (!compilation.ok) {
      allCompile = false;
      continue;
    }
    const { policy } = compilation;
    if (options.print) {
      console.result(policy.rego);
      continue;
    }
    // The package names the artefact, since two policies may have the same file name.
    const target = join(folder, ...policy.package.split("."));
    const file = join(target, basename(path).replace(/\.ts$/, ".rego"));
    await mkdir(target, { recursive: true });
    await writeFile(file, policy.rego);
    await writeFile(
      `${file}.map.json`,
      `${JSON.stringify({ version: 1, rows: Object.fromEntries(policy.sourceMap) }, null, 2)}\n`,
    );
    console.result(`${path} → ${file}`);
  }
  return allCompile;
}
