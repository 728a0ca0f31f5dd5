import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { unpackTar } from "modern-tar";
import type { OpaBinary } from "./binary.ts";
import { restrictedCapabilities } from "./capabilities.ts";
import { RegoCompileError, type RegoError } from "./rego-error.ts";
import { type RegoModules, type RunOptions, runOpa, unexpected, versionFlag } from "./run.ts";
import { type Workspace, withWorkspace } from "./workspace.ts";

export interface BuildOptions extends RunOptions {
  /** The decisions that the artefact answers, such as `istio/authz/allow`. */
  readonly entrypoints: readonly string[];
}

/** What `opa build` made. */
export interface BuiltPolicy<Artefact> {
  readonly artefact: Artefact;
  /** The entry points that the artefact has. The others have no rule in the modules. */
  readonly entrypoints: readonly string[];
  /** Entry points without a rule; asking for one gives what base data has there, or undefined. */
  readonly missing: readonly string[];
}

const maxBundleBytes = 256 * 1024 * 1024;

/**
 * Compiles modules to WebAssembly.
 *
 * @returns the text of `policy.wasm`; undefined as artefact when no entry point has a rule
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export function buildWasm(
  opa: OpaBinary,
  source: RegoModules,
  options: BuildOptions,
): Promise<BuiltPolicy<Uint8Array | undefined>> {
  return build(opa, source, "wasm", "policy.wasm", options);
}

/**
 * Compiles modules to OPA's intermediate representation.
 *
 * @returns the JSON text of `plan.json`; undefined as artefact when no entry point has a rule
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails
 */
export async function buildPlan(
  opa: OpaBinary,
  source: RegoModules,
  options: BuildOptions,
): Promise<BuiltPolicy<string | undefined>> {
  const built = await build(opa, source, "plan", "plan.json", options);
  return {
    ...built,
    artefact: built.artefact === undefined ? undefined : new TextDecoder().decode(built.artefact),
  };
}

function build(
  opa: OpaBinary,
  source: RegoModules,
  target: "wasm" | "plan",
  artefact: string,
  options: BuildOptions,
): Promise<BuiltPolicy<Uint8Array | undefined>> {
  return withWorkspace(source.modules, async (workspace) => {
    const capabilities = options.untrusted
      ? [`--capabilities=${await workspace.write("capabilities.json", await restrictedCapabilities(opa))}`]
      : [];
    let entrypoints = options.entrypoints;
    const missing: string[] = [];
    while (entrypoints.length > 0) {
      // Never -O: it drops the labels that tell which rule decided.
      const args = [
        "build",
        `--target=${target}`,
        ...entrypoints.map((entrypoint) => `--entrypoint=${entrypoint}`),
        "--output=bundle.tar.gz",
        ...versionFlag(source),
        ...capabilities,
        ...workspace.moduleFiles,
      ];
      const result = await runOpa(opa, args, workspace.folder, options);
      if (result.exitCode === 0) {
        const bundle = await readFile(join(workspace.folder, "bundle.tar.gz"));
        return { artefact: await bundleFile(bundle, artefact), entrypoints, missing };
      }
      // OPA prints these errors to stdout.
      const said = result.stdout + result.stderr;
      const absent = missingEntrypoint(said, entrypoints);
      if (absent === undefined) throw compileError(said, workspace) ?? unexpected("build", result);
      missing.push(absent);
      entrypoints = entrypoints.filter((entrypoint) => entrypoint !== absent);
    }
    return { artefact: undefined, entrypoints, missing };
  });
}

/** The entry point that OPA says it has no rule for, if that is what it says. */
function missingEntrypoint(said: string, entrypoints: readonly string[]): string | undefined {
  return entrypoints.find(
    (entrypoint) =>
      said.startsWith(
        `error: entrypoint ${JSON.stringify(entrypoint)} does not refer to a rule or policy decision`,
      ) ||
      // A function is not a decision either.
      said.startsWith(
        `error: 1 error occurred: rego_type_error: function data.${entrypoint.replaceAll("/", ".")} used as reference`,
      ),
  );
}

/** `opa build` prints its errors as text: `error: load error: 1 error occurred…: file:row: code: message`. */
function compileError(said: string, workspace: Workspace): RegoCompileError | undefined {
  const errors: RegoError[] = [];
  for (const found of said.matchAll(/(bylaw-module-\d+\.rego):(\d+): (rego_\w+): (.*)/g)) {
    errors.push({
      file: workspace.originalNames(found[1] ?? ""),
      row: Number(found[2]),
      code: found[3] ?? "rego_error",
      message: workspace.originalNames(found[4] ?? ""),
    });
  }
  return errors.length === 0 ? undefined : new RegoCompileError(errors);
}

async function bundleFile(bundle: Uint8Array, name: string): Promise<Uint8Array> {
  const archive = gunzipSync(bundle, { maxOutputLength: maxBundleBytes });
  const entries = await unpackTar(archive, { filter: (header) => header.name.replace(/^\//, "") === name });
  const data = entries[0]?.data;
  if (data === undefined) throw new Error(`the bundle that OPA built has no ${name}`);
  return data;
}
