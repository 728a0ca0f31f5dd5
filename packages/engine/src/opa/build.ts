import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { OpaBinary } from "./binary.ts";
import { capabilitiesText } from "./capabilities.ts";
import { entrypointName } from "./decision-path.ts";
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
  /** The entry points that the artefact has, by their `entrypointName`. The others have no rule in the modules. */
  readonly entrypoints: readonly string[];
  /**
   * Entry points without a rule, or at a place that no value of a rule can have; asking for one gives what base data
   * has there, or undefined.
   */
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
    const text = await capabilitiesText(opa, source, options);
    const capabilities =
      text === undefined ? [] : [`--capabilities=${await workspace.write("capabilities.json", text)}`];
    const attempt = async (entrypoints: readonly string[]): Promise<Attempt> => {
      // Never -O: it drops the labels that tell which rule decided.
      const args = [
        "build",
        `--target=${target}`,
        ...entrypoints.map((entrypoint) => `--entrypoint=${entrypoint}`),
        "--output=bundle.tar.gz",
        ...versionFlag(opa, source),
        ...capabilities,
        ...workspace.moduleFiles,
      ];
      const result = await runOpa(opa, args, workspace.folder, options);
      if (result.exitCode === 0) {
        return { kind: "built", bundle: await readFile(join(workspace.folder, "bundle.tar.gz")) };
      }
      // OPA prints these errors to stdout.
      const said = result.stdout + result.stderr;
      if (refusesEntrypoint.test(said)) return { kind: "refused", entrypoint: named(said, entrypoints) };
      throw compileError(said, workspace) ?? unexpected("build", result);
    };
    let entrypoints = [...new Set(options.entrypoints.map(entrypointName))];
    const missing: string[] = [];
    while (entrypoints.length > 0) {
      const attempted = await attempt(entrypoints);
      if (attempted.kind === "built") {
        return { artefact: await bundleFile(attempted.bundle, artefact), entrypoints, missing };
      }
      const refused = attempted.entrypoint ?? (await refusedAmong(entrypoints, attempt));
      missing.push(refused);
      entrypoints = entrypoints.filter((entrypoint) => entrypoint !== refused);
    }
    return { artefact: undefined, entrypoints, missing };
  });
}

/** What came of building with some entry points. */
type Attempt =
  | { readonly kind: "built"; readonly bundle: Uint8Array }
  /** One of them is no decision; which one, if OPA's message is understood. */
  | { readonly kind: "refused"; readonly entrypoint: string | undefined };

/**
 * There is no rule, or the path is a function, or leads to what can have no value, such as a field of a number. An
 * error of a module has its file before the code.
 */
const refusesEntrypoint =
  /^error: (?:1 error occurred: rego_type_error: |entrypoint "[\s\S]*" does not refer to a rule or policy decision\s*$)/;

function named(said: string, entrypoints: readonly string[]): string | undefined {
  return entrypoints.find((entrypoint) =>
    said.startsWith(`error: entrypoint ${JSON.stringify(entrypoint)} `),
  );
}

/** One that is refused, found by halving. */
async function refusedAmong(
  entrypoints: readonly string[],
  attempt: (entrypoints: readonly string[]) => Promise<Attempt>,
): Promise<string> {
  let suspects = entrypoints;
  while (suspects.length > 1) {
    const half = suspects.slice(0, suspects.length >> 1);
    suspects = (await attempt(half)).kind === "refused" ? half : suspects.slice(half.length);
  }
  const [found] = suspects;
  if (found === undefined) throw new Error("no entry points to look among");
  return found;
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
  const { unpackTar } = await import("modern-tar");
  const entries = await unpackTar(archive, { filter: (header) => header.name.replace(/^\//, "") === name });
  const data = entries[0]?.data;
  if (data === undefined) throw new Error(`the bundle that OPA built has no ${name}`);
  return data;
}
