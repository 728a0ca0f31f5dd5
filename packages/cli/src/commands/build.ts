import { mkdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { createCompiler, printStage, type StageName, stageNames } from "@bylaw/compiler";
import { type BundleSigning, findOpa, type Json, type JsonObject } from "@bylaw/engine";
import { type NamedPolicy, type Target, TargetError, targetNames, targets } from "@bylaw/targets";
import { InvalidArgumentError, Option } from "commander";
import type { Context, Register } from "../command.ts";
import { CannotProceed, exitCode } from "../exit-code.ts";
import { findPolicies, readJson, tellDiagnostics } from "../policy.ts";
import { withCases } from "../suite-cases.ts";

interface BuildOptions {
  readonly output: string;
  readonly target: keyof typeof targets;
  readonly print?: boolean;
  readonly printAfter?: StageName;
  readonly data?: string;
  readonly revision?: string;
  readonly signingKey?: string;
  readonly signingAlg: string;
  readonly namespace?: string;
  readonly opaImage?: string;
  readonly suite?: boolean;
}

/** `bylaw build`: compiles TypeScript policies to what enforces them. */
export const registerBuild: Register = (program, context) => {
  program
    .command("build")
    .description("compile TypeScript policies to Rego, and to what deploys it")
    .argument("[paths...]", "policies or folders", ["."])
    .option("-o, --output <folder>", "where the artefacts go", nonEmpty, "dist")
    .addOption(new Option("--target <target>", "what to build").choices(targetNames).default("rego"))
    .option("--data <file>", "base documents as JSON, to deploy with the policies")
    .option("--revision <text>", "the revision that a bundle says it is of")
    .option("--signing-key <file>", "sign the bundle with the PEM key or secret in this file")
    .option("--signing-alg <name>", "how it is signed", "RS256")
    .option("--namespace <name>", "the Kubernetes namespace of what is deployed")
    .option("--opa-image <image>", "the image of OPA with its Envoy plugin")
    .option(
      "--suite",
      "for gatekeeper: run the repository's tests, and write what they claim for gator verify",
    )
    .option("--print", "print the Rego instead of writing files")
    .addOption(
      new Option("--print-after <stage>", "print what a stage of the compiler makes").choices(stageNames),
    )
    .addHelpText(
      "after",
      [
        "",
        "Targets:",
        ...targetNames.map((name) => `  ${name.padEnd(12)}${targets[name].summary}`),
        "",
        "Examples:",
        "  $ bylaw build policies/authz.ts --print",
        "  $ bylaw build policies -o dist",
        "  $ bylaw build policies --target gatekeeper -o deploy",
        "  $ bylaw build policies --target bundle --revision $(git rev-parse HEAD) --signing-key key.pem",
        "  $ bylaw build policies/authz.ts --print-after lower",
        "",
        "Exit status: 0 built, 1 a policy does not compile, 2 cannot build.",
      ].join("\n"),
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
  const compiler = createCompiler();
  const compiled: (NamedPolicy & { readonly path: string })[] = [];
  let allCompile = true;
  for (const path of typescript) {
    const compilation = compiler.compile({ entry: resolve(process.cwd(), path) });
    tellDiagnostics(compilation.diagnostics, context);
    if (!compilation.ok) allCompile = false;
    else if (options.print) console.result(compilation.policy.rego);
    else compiled.push({ path, name: basename(path, ".ts"), policy: compilation.policy });
  }
  // A bundle or a folder without one of its policies would deny or allow what it should not.
  if (!options.print && compiled.length > 0 && (allCompile || options.target === "rego")) {
    await writeTarget(targets[options.target], compiled, options, context);
  }
  return allCompile;
}

async function writeTarget(
  target: Target,
  compiled: readonly (NamedPolicy & { readonly path: string })[],
  options: BuildOptions,
  context: Context,
): Promise<void> {
  const { console, process } = context;
  const fitting = compiled.filter(({ path, policy }) => {
    const refusal = target.refusal(policy);
    if (refusal !== undefined) console.note(`${path} is left out: ${refusal}`);
    return refusal === undefined;
  });
  if (fitting.length === 0) {
    throw new CannotProceed(`none of the policies can be built for ${target.name}`);
  }
  const folder = resolve(process.cwd(), options.output);
  const data = options.data === undefined ? undefined : documentsOf(await readJson(options.data, context));
  const signing = await signingOf(options, context);
  try {
    const artefacts = await target.build(options.suite ? await withCases(fitting, context) : fitting, {
      opa: () => console.progress("Looking for OPA", (update) => findOpa({ onProgress: update })),
      ...(data === undefined ? {} : { data }),
      ...(signing === undefined ? {} : { signing }),
      ...(options.revision === undefined ? {} : { revision: options.revision }),
      ...(options.namespace === undefined ? {} : { namespace: options.namespace }),
      ...(options.opaImage === undefined ? {} : { opaImage: options.opaImage }),
    });
    for (const { path, content } of artefacts) {
      const file = join(folder, ...path.split("/"));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content);
      console.result(file);
    }
  } catch (error) {
    if (error instanceof TargetError) throw new CannotProceed(error.message);
    throw error;
  }
}

function documentsOf(data: Json): JsonObject {
  if (typeof data === "object" && data !== null && !Array.isArray(data)) return data as JsonObject;
  throw new CannotProceed("the data is not a JSON object of documents");
}

async function signingOf(
  { signingKey, signingAlg }: BuildOptions,
  { process }: Context,
): Promise<BundleSigning | undefined> {
  if (signingKey === undefined) return undefined;
  try {
    return { key: await readFile(resolve(process.cwd(), signingKey), "utf8"), algorithm: signingAlg };
  } catch {
    throw new CannotProceed(`the signing key ${signingKey} cannot be read`);
  }
}
