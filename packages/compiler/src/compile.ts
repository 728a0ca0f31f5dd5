import { resolve } from "node:path";
import type { Project } from "ts-morph";
import type { Compilation, CompiledPolicy, Diagnostic } from "./compilation.ts";
import { diagnostic } from "./diagnostics/report.ts";
import { readPolicy } from "./frontend/policy.ts";
import { createProject, openBeside, readPolicyFiles, typeScriptErrors } from "./frontend/project.ts";
import type { PolicyDefinition, PolicyTarget } from "./ir/policy.ts";
import { conditionWarnings } from "./lower/condition-warnings.ts";
import { findingSets } from "./lower/finding-sets.ts";
import { type LoweredPolicy, lower, type Staged, toRego } from "./lower/lower.ts";
import { decisionName } from "./lower/response.ts";
import type { Module } from "./rego/ast.ts";
import { printModule, ruleKey } from "./rego/printer.ts";
import { verifyNegation } from "./rego/verifier.ts";
import { sharedModule } from "./share/share.ts";

export interface CompileOptions {
  /** The path of the policy module. */
  readonly entry: string;
  /** Texts that stand for files on disk, by absolute path. */
  readonly sources?: ReadonlyMap<string, string>;
}

/** The products of the stages, as far as the compilation came. */
export interface Stages {
  readonly frontend?: PolicyDefinition;
  readonly lower?: LoweredPolicy;
  readonly rego?: Module;
}

/** A compiler that keeps what it knows between policies: the second takes a fraction of the first. */
export interface Compiler {
  /**
   * Reads policies that are about to be compiled one by one, so that TypeScript makes one program of them. What cannot be
   * read is said when it is compiled. TypeScript orders the members of unions as it comes to them: in the Rego,
   * alternatives may have another order than where the policy is compiled alone.
   */
  open(entries: readonly string[]): void;
  /** Compiles a policy by reading it; none of its code runs. Files that changed since the last time are read again. */
  compile(options: CompileOptions): Compilation;
  /** The same, with the product of each stage. */
  compileInStages(options: CompileOptions): { readonly compilation: Compilation; readonly stages: Stages };
}

/** Compiles one policy by reading it; none of its code runs. */
export function compile(options: CompileOptions): Compilation {
  return createCompiler().compile(options);
}

export function createCompiler(): Compiler {
  let project: Project | undefined;
  let isOpened = false;
  const open: Compiler["open"] = (entries) => {
    project ??= createProject();
    isOpened = true;
    for (const entry of entries) openBeside(project, resolve(entry));
  };
  const compileInStages: Compiler["compileInStages"] = (options) => {
    const entry = resolve(options.entry);
    try {
      project ??= createProject();
      return runStages(project, entry, options.sources ?? new Map());
    } catch (error) {
      // A project that failed half-way may hold anything: the next compilation starts afresh.
      project = undefined;
      if (isOpened) {
        // It may be another file that failed.
        isOpened = false;
        return compileInStages(options);
      }
      return { compilation: { ok: false, diagnostics: [failure(error, entry)] }, stages: {} };
    }
  };
  return { open, compile: (options) => compileInStages(options).compilation, compileInStages };
}

function failure(error: unknown, entry: string): Diagnostic {
  const span = { file: entry, line: 1, column: 1, endLine: 1, endColumn: 1 };
  // The only way in which a policy may exhaust the stack is by its nesting.
  if (error instanceof RangeError) return diagnostic("BYL1118", "it is nested too deeply", span);
  return diagnostic("BYL1005", error instanceof Error ? error.message : "", span);
}

function runStages(
  project: Project,
  entry: string,
  sources: ReadonlyMap<string, string>,
): { readonly compilation: Compilation; readonly stages: Stages } {
  const files = readPolicyFiles(project, entry, sources);
  if (!("entry" in files)) return refused(files);
  const errors = typeScriptErrors(project, files.files);
  if (errors.length > 0) return refused(errors);
  const read = readPolicy(project, files.entry);
  if (!read.ok) return refused(read.diagnostics);
  const lowered = lower(read.value);
  if (!lowered.ok) return refused(lowered.diagnostics, { frontend: read.value });
  const module = verified(shared(toRego(lowered.value), lowered.value), lowered.value);
  const stages = { frontend: read.value, lower: lowered.value };
  if (!module.ok) return refused(module.diagnostics, stages);
  const policy = compiledPolicy(lowered.value, module.value);
  const diagnostics = conditionWarnings(lowered.value);
  return { compilation: { ok: true, policy, diagnostics }, stages: { ...stages, rego: module.value } };
}

function refused(
  diagnostics: readonly Diagnostic[],
  stages: Stages = {},
): ReturnType<Compiler["compileInStages"]> {
  return { compilation: { ok: false, diagnostics }, stages };
}

/** The rules that are asked for: the decision, and the sets that say what it rests on. */
function shared(module: Staged<Module>, { definition }: LoweredPolicy): Staged<Module> {
  if (!module.ok) return module;
  const sets = findingSets(definition.target);
  const roots = sets === undefined ? ["allow", decisionName(definition)] : [sets.deny, sets.warn];
  return { ok: true, value: sharedModule(module.value, definition.package.split("."), roots) };
}

function verified(module: Staged<Module>, { rules, findingRules }: LoweredPolicy): Staged<Module> {
  if (!module.ok) return module;
  const problems = verifyNegation(module.value);
  if (problems.length === 0) return module;
  const span = [...rules, ...findingRules][0]?.rule.span;
  return { ok: false, diagnostics: problems.map((problem) => diagnostic("BYL1124", problem, span)) };
}

function compiledPolicy(
  { definition, rules, findingRules, comparedLiterals, reads }: LoweredPolicy,
  module: Module,
): CompiledPolicy {
  const printed = printModule(module);
  const sets = findingSets(definition.target);
  return {
    package: definition.package,
    kind: definition.target.kind,
    ...(definition.description === undefined ? {} : { description: definition.description }),
    entrypoint: `${definition.package.replaceAll(".", "/")}/${sets?.deny ?? decisionName(definition)}`,
    answer: sets === undefined ? "allow" : "findings",
    rego: printed.text,
    rules: [...rules, ...findingRules].map(({ rule }) => ({
      name: rule.name,
      effect: rule.effect,
      ...(rule.description === undefined ? {} : { description: rule.description }),
      span: rule.span,
      rows: printed.rows.get(ruleKey(rule)) ?? [],
    })),
    ...objectsOf(definition.target),
    input: definition.input,
    ...(definition.data === undefined ? {} : { data: definition.data }),
    comparedLiterals,
    reads,
    sourceMap: printed.sourceMap,
  };
}

function objectsOf(target: PolicyTarget): Pick<CompiledPolicy, "match" | "constraint"> {
  if (target.kind !== "gatekeeper" && target.kind !== "admission") return {};
  return {
    ...(target.match.length === 0 ? {} : { match: target.match }),
    ...(target.kind === "gatekeeper" ? { constraint: target.constraint } : {}),
  };
}
