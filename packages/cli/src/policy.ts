import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import { type CompiledPolicy, compile, type Diagnostic, formatDiagnostics } from "@bylaw/compiler";
import type { Json, PolicySource } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import type { Context } from "./command.ts";
import { CannotProceed } from "./exit-code.ts";

/** A policy that a command was pointed at: compiled from TypeScript, or Rego as it stands. */
export type LoadedPolicy =
  | {
      readonly kind: "typescript";
      readonly path: string;
      readonly compiled: CompiledPolicy;
      readonly source: PolicySource;
    }
  | { readonly kind: "rego"; readonly path: string; readonly source: PolicySource };

const skippedFolders = new Set(["node_modules", "dist", ".git"]);
const policyImport = /from\s+["']@bylaw\/dsl/;
const defaultExport = /^export\s+default\b|\bas\s+default\b/m;

/**
 * Reads a policy.
 *
 * @param path a `.ts` policy, a `.rego` file, or a folder of Rego, relative to the working folder
 * @throws {CannotProceed} when there is no such policy or it does not compile
 */
export async function loadPolicy(path: string, context: Context): Promise<LoadedPolicy> {
  const absolute = resolve(context.process.cwd(), path);
  if (extname(path) === ".ts") {
    const compilation = compile({ entry: absolute });
    tellDiagnostics(compilation.diagnostics, context);
    if (!compilation.ok) throw new CannotProceed(`${path} does not compile`);
    const { policy } = compilation;
    const modules = { [path.replace(/\.ts$/, ".rego")]: policy.rego };
    return { kind: "typescript", path, compiled: policy, source: { modules } };
  }
  const files = await filesBelow(absolute, [".rego"]);
  const modules: Record<string, string> = {};
  for (const file of files) modules[relative(context.process.cwd(), file)] = await readFile(file, "utf8");
  if (files.length === 0) throw new CannotProceed(`${path} holds no .rego file`);
  return { kind: "rego", path, source: { modules } };
}

/**
 * The TypeScript policies and Rego files that command-line paths name; folders are searched.
 * In a folder, a TypeScript file is a policy when it imports the DSL and has a default export.
 *
 * @param required whether there must be one
 */
export async function findPolicies(
  paths: readonly string[],
  context: Context,
  required = true,
): Promise<{ readonly typescript: readonly string[]; readonly rego: readonly string[] }> {
  const typescript: string[] = [];
  const rego: string[] = [];
  for (const path of paths) {
    const absolute = resolve(context.process.cwd(), path);
    const named = !(await statOf(absolute)).isDirectory();
    for (const file of await filesBelow(absolute, [".ts", ".rego"])) {
      const shown = relative(context.process.cwd(), file);
      if (extname(file) === ".rego") rego.push(shown);
      else if (named || (await isPolicyModule(file))) typescript.push(shown);
    }
  }
  if (required && typescript.length + rego.length === 0) {
    throw new CannotProceed(`no policy in ${paths.join(", ")}: neither a TypeScript policy nor a .rego file`);
  }
  return { typescript, rego };
}

/** Prints what the compiler has to say, with code frames. */
export function tellDiagnostics(diagnostics: readonly Diagnostic[], { console }: Context): void {
  if (diagnostics.length > 0) console.note(formatDiagnostics(diagnostics, { colour: console.coloured }));
}

/** Reads a JSON file, or standard input for `-`, without rounding numbers. */
export async function readJson(path: string, { process }: Context): Promise<Json> {
  const text = path === "-" ? await readAll(process.stdin) : await readFileOf(resolve(process.cwd(), path));
  try {
    return parseJson(text);
  } catch (error) {
    throw new CannotProceed(`${path === "-" ? "standard input" : path} is not JSON: ${String(error)}`);
  }
}

async function isPolicyModule(file: string): Promise<boolean> {
  const text = await readFile(file, "utf8");
  return !file.endsWith(".d.ts") && policyImport.test(text) && defaultExport.test(text);
}

async function filesBelow(path: string, extensions: readonly string[]): Promise<readonly string[]> {
  if (!(await statOf(path)).isDirectory()) {
    if (extensions.includes(extname(path))) return [path];
    throw new CannotProceed(`${path} is not a policy: expected ${extensions.join(" or ")}`);
  }
  const entries = await readdir(path, { withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) {
      if (!skippedFolders.has(entry.name)) found.push(...(await filesBelow(child, extensions)));
    } else if (entry.isFile() && extensions.includes(extname(entry.name))) found.push(child);
  }
  return found;
}

async function statOf(path: string) {
  try {
    return await stat(path);
  } catch {
    throw new CannotProceed(`${path}: no such file or folder`);
  }
}

async function readFileOf(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch {
    throw new CannotProceed(`${path} cannot be read`);
  }
}

async function readAll(stream: AsyncIterable<Uint8Array | string>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream)
    chunks.push(typeof chunk === "string" ? new TextEncoder().encode(chunk) : chunk);
  return Buffer.concat(chunks).toString("utf8");
}
