import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { setImmediate } from "node:timers/promises";
import { type CompiledPolicy, createCompiler, type Diagnostic, regoDiagnostics } from "@bylaw/compiler";
import { checkEach, findOpa, type ModuleSet, type RegoError } from "@bylaw/engine/opa";
import type { Context, Register } from "../command.ts";
import { exitCode } from "../exit-code.ts";
import { findPolicies, tellDiagnostics } from "../policy.ts";
import { printable } from "../printable.ts";

interface Findings {
  readonly policies: number;
  readonly diagnostics: readonly Diagnostic[];
  readonly regoErrors: readonly RegoError[];
}

/** `bylaw check`: types and subset of TypeScript policies, and OPA's strict check of all Rego, written or generated. */
export const registerCheck: Register = (program, context) => {
  program
    .command("check")
    .description("check policies: types, language subset, and OPA's strict check")
    .argument("[paths...]", "policies or folders", ["."])
    .option("--json", "print the findings as JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  $ bylaw check\n  $ bylaw check policies/authz.ts\n\nExit status: 0 clean, 1 findings, 2 cannot check.",
    )
    .action(async (paths: string[], options: { json?: boolean }) => {
      const findings = await context.console.progress("Checking", () => check(paths, context));
      if (options.json) context.console.result(JSON.stringify(findings, null, 2));
      else tell(findings, context);
      const clean = findings.regoErrors.length === 0 && !findings.diagnostics.some(isError);
      context.finish(clean ? exitCode.ok : exitCode.findings);
    });
};

const isError = (diagnostic: Diagnostic) => diagnostic.severity === "error";

async function check(paths: readonly string[], context: Context): Promise<Findings> {
  const { typescript, rego } = await findPolicies(paths, context);
  // Looked for while policies are compiled, but only installed when it is needed.
  const environment = { ...process.env, BYLAW_OFFLINE: "1" };
  const opa = findOpa({ environment }).catch(() => undefined);
  const compiler = createCompiler();
  // Nobody is shown the Rego, so that the order of alternatives in it is no matter.
  compiler.open(typescript.map((path) => resolve(context.process.cwd(), path)));
  const diagnostics: Diagnostic[] = [];
  const policies: CompiledPolicy[] = [];
  const sets: ModuleSet[] = [];
  for (const path of typescript) {
    // Compiling holds the thread: what was found of OPA is read in between.
    await setImmediate();
    const compilation = compiler.compile({ entry: resolve(context.process.cwd(), path) });
    diagnostics.push(...compilation.diagnostics);
    // Each policy by itself: two of them may well share a package.
    if (!compilation.ok) continue;
    const { policy } = compilation;
    policies.push(policy);
    sets.push({ modules: { [path.replace(/\.ts$/, ".rego")]: policy.rego }, package: policy.package });
  }
  if (rego.length > 0) {
    const texts = await Promise.all(
      rego.map((path) => readFile(resolve(context.process.cwd(), path), "utf8")),
    );
    sets.push({ modules: Object.fromEntries(rego.map((path, index) => [path, texts[index] ?? ""])) });
  }
  const errors = sets.length === 0 ? [] : await checkEach((await opa) ?? (await findOpa()), sets);
  for (const [index, policy] of policies.entries())
    diagnostics.push(...regoDiagnostics(policy, errors[index] ?? []));
  const regoErrors = errors.slice(policies.length).flat();
  return { policies: typescript.length + rego.length, diagnostics, regoErrors };
}

function tell({ policies, diagnostics, regoErrors }: Findings, context: Context): void {
  tellDiagnostics(diagnostics, context);
  for (const { file, row, code, message } of regoErrors) {
    context.console.note(printable(`${file ?? "?"}:${row ?? "?"}: ${code}: ${message}`));
  }
  const errors = diagnostics.filter(isError).length + regoErrors.length;
  const warnings = diagnostics.length - diagnostics.filter(isError).length;
  const found = [count(errors, "error"), ...(warnings > 0 ? [count(warnings, "warning")] : [])].join(", ");
  context.console.result(`${count(policies, "policy", "policies")} checked: ${found}`);
}

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;
