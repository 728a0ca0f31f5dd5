import type { CustomBuiltins } from "../engine.ts";
import type { OpaBinary } from "./binary.ts";
import { capabilitiesText } from "./capabilities.ts";
import { OpaRunError, opaEnvironment, type ProcessResult, runProcess } from "./process.ts";
import { RegoCompileError, type RegoError, readRegoErrors } from "./rego-error.ts";
import { type Workspace, withWorkspace } from "./workspace.ts";

/** Bounds on one run of OPA. */
export interface RunOptions {
  /** In milliseconds; 60 000 when absent. */
  readonly timeoutMs?: number;
  /** stdout and stderr together; 256 MiB when absent. */
  readonly maxOutputBytes?: number;
  /** The policy is a stranger's: builtins that reach the network or the process are not available to it. */
  readonly untrusted?: boolean;
  readonly signal?: AbortSignal;
}

/** Rego text to check, format or build. */
export interface RegoModules {
  /** File name → module text. */
  readonly modules: Readonly<Record<string, string>>;
  /** 1 when absent. */
  readonly regoVersion?: 0 | 1;
  /** As {@link PolicySource.customBuiltins}. */
  readonly customBuiltins?: CustomBuiltins;
}

const defaultTimeoutMs = 60_000;
const defaultMaxOutputBytes = 256 * 1024 * 1024;

/**
 * Runs OPA in a folder of its own, with an empty environment.
 *
 * @throws OpaRunError when OPA cannot be started or is stopped
 */
export function runOpa(
  opa: Pick<OpaBinary, "path">,
  args: readonly string[],
  folder: string,
  options: RunOptions & { readonly stdin?: string | Uint8Array } = {},
): Promise<ProcessResult> {
  return runProcess(opa.path, args, {
    cwd: folder,
    env: opaEnvironment(folder),
    timeoutMs: options.timeoutMs ?? defaultTimeoutMs,
    maxOutputBytes: options.maxOutputBytes ?? defaultMaxOutputBytes,
    ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    ...(options.signal === undefined ? {} : { signal: options.signal }),
  });
}

/**
 * Asks a binary for its version.
 *
 * @returns such as `1.22.2`
 * @throws OpaRunError when it does not run, or is not OPA
 */
export async function opaVersion(path: string, options: RunOptions = {}): Promise<string> {
  return withWorkspace({}, async ({ folder }) => {
    const result = await runOpa({ path }, ["version"], folder, { timeoutMs: 20_000, ...options });
    const version = /^Version: (\S+)$/m.exec(result.stdout)?.[1];
    if (result.exitCode !== 0 || version === undefined) {
      throw new OpaRunError("failed", `${path} did not answer \`opa version\` as OPA does`);
    }
    return version;
  });
}

/**
 * Parses and compiles modules, in strict mode unless told otherwise.
 *
 * @returns the errors; empty when there are none
 * @throws OpaRunError when OPA itself fails
 */
export async function checkRego(
  opa: OpaBinary,
  source: RegoModules,
  options: RunOptions & { readonly strict?: boolean } = {},
): Promise<readonly RegoError[]> {
  return withWorkspace(source.modules, (workspace) => checkIn(workspace, opa, source, options));
}

/** As {@link checkRego}, in a folder that already holds the modules. */
export async function checkIn(
  workspace: Workspace,
  opa: OpaBinary,
  source: RegoModules,
  options: RunOptions & { readonly strict?: boolean; readonly capabilities?: string } = {},
): Promise<readonly RegoError[]> {
  if (workspace.moduleFiles.length === 0) return [];
  const capabilities = options.capabilities ?? (await capabilitiesText(opa, source, options));
  const args = [
    "check",
    "--format=json",
    // The default of 10 hides errors.
    "--max-errors=100000",
    ...(options.strict === false ? [] : ["--strict"]),
    ...versionFlag(opa, source),
    ...(capabilities === undefined
      ? []
      : [`--capabilities=${await workspace.write("capabilities.json", capabilities)}`]),
    ...workspace.moduleFiles,
  ];
  const result = await runOpa(opa, args, workspace.folder, options);
  if (result.exitCode === 0) return [];
  const errors =
    readRegoErrors(result.stderr, workspace.originalNames) ??
    readRegoErrors(result.stdout, workspace.originalNames);
  if (errors === undefined || errors.length === 0) throw unexpected("check", result);
  return errors;
}

/**
 * Formats one module as `opa fmt` does.
 *
 * @returns the formatted text
 * @throws RegoCompileError when the text does not parse, OpaRunError when OPA itself fails
 */
export async function formatRego(
  opa: OpaBinary,
  text: string,
  options: RunOptions & { readonly regoVersion?: 0 | 1 } = {},
): Promise<string> {
  return withWorkspace({ "stdin.rego": text }, async (workspace) => {
    const args = ["fmt", ...versionFlag(opa, options), ...workspace.moduleFiles];
    const result = await runOpa(opa, args, workspace.folder, options);
    if (result.exitCode === 0) return result.stdout;
    // `opa fmt` gives its errors as prose only.
    const source: RegoModules = { modules: { "stdin.rego": text }, ...versionOf(options) };
    const errors = await checkIn(workspace, opa, source, { ...options, strict: false });
    throw errors.length > 0 ? new RegoCompileError(errors) : unexpected("fmt", result);
  });
}

function versionOf(options: { readonly regoVersion?: 0 | 1 }): { regoVersion?: 0 | 1 } {
  return options.regoVersion === undefined ? {} : { regoVersion: options.regoVersion };
}

/** The flag that makes an OPA read modules as of their version, where it would not by itself: 0.x reads version 0. */
export function versionFlag(
  { version }: Pick<OpaBinary, "version">,
  source: { readonly regoVersion?: 0 | 1 | undefined },
): readonly string[] {
  if (version.startsWith("0.")) return source.regoVersion === 0 ? [] : ["--v1-compatible"];
  return source.regoVersion === 0 ? ["--v0-compatible"] : [];
}

/** OPA ended in a way that this package does not know. */
export function unexpected(command: string, result: ProcessResult): OpaRunError {
  const said = (result.stderr || result.stdout).slice(0, 2_000).trim();
  return new OpaRunError("failed", `opa ${command} ended with exit code ${result.exitCode}: ${said}`);
}
