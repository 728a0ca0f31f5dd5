import { type CustomBuiltins, checkRego, type Json, type OpaBinary } from "@bylaw/engine";
import { DiffFailed } from "../failure.ts";
import { isArray, isObject } from "../json-value.ts";
import type { PolicyModule } from "../policy/syntax.ts";
import type { PolicyFiles } from "./side.ts";
import type { RegoVersionOption } from "./sides-options.ts";

/** The version of each module, and what OPA is told of all together. */
export interface RegoVersions {
  /** 0 as soon as one module is of that version. */
  readonly regoVersion: 0 | 1;
  of(module: string): 0 | 1;
}

/**
 * What the files say of their versions, or else the option, or else what compiles.
 *
 * @throws DiffFailed `policyInvalid` when the modules compile in no allowed version
 */
export async function regoVersions(
  files: PolicyFiles,
  options: {
    readonly regoVersion: RegoVersionOption;
    readonly opa: OpaBinary;
    readonly customBuiltins?: CustomBuiltins;
  },
): Promise<RegoVersions> {
  const { regoVersion: wanted, opa, customBuiltins } = options;
  const stated = Object.keys(files.modules).map((name) => files.versionOf?.(name));
  if (wanted === "auto" && stated.some((version) => version !== undefined)) {
    // As OPA, what a manifest says nothing of is of its own version.
    const of = (name: string) => files.versionOf?.(name) ?? 1;
    return { regoVersion: Object.keys(files.modules).some((name) => of(name) === 0) ? 0 : 1, of };
  }
  let said = "";
  for (const regoVersion of candidates(wanted, files.kind)) {
    const custom = customBuiltins === undefined ? {} : { customBuiltins };
    const source = { modules: files.modules, regoVersion, ...custom };
    const errors = await checkRego(opa, source, { strict: false });
    if (errors.length === 0) return { regoVersion, of: () => regoVersion };
    said ||= compileErrors(errors, files);
  }
  throw new DiffFailed("policyInvalid", `${files.label} does not compile:\n${said}`);
}

/** What the compiler of TypeScript writes is of version 1. */
function candidates(wanted: RegoVersionOption, kind: PolicyFiles["kind"]): readonly (0 | 1)[] {
  if (kind === "typescript") return [1];
  return wanted === "v0" ? [0] : wanted === "v1" ? [1] : [1, 0];
}

/** The first errors, a line each, where they were written. */
export function compileErrors(
  errors: Awaited<ReturnType<typeof checkRego>>,
  { label, writtenAt }: PolicyFiles,
): string {
  return errors
    .slice(0, 10)
    .map(({ file, row, col, code, message }) => {
      const place = file === undefined || row === undefined ? undefined : writtenAt?.(file, row);
      const at = place === undefined ? `${file ?? label}:${row ?? 0}` : `${place.file}:${place.row}`;
      return `${at}:${col ?? 0}: ${code}: ${message}`;
    })
    .join("\n");
}

/**
 * The texts of modules for OPA. Where both versions are among them, OPA is told version 0, and modules of version 1
 * say so themselves: behind the package, so that rows stay as they are.
 */
export function textsForOpa(
  modules: readonly PolicyModule[],
  { regoVersion, of }: RegoVersions,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    modules.map((module) => [
      module.name,
      regoVersion === 0 && of(module.name) === 1 ? withImport(module) : module.text,
    ]),
  );
}

/** The package of a module, with the comments before it. */
export const packageDeclaration =
  /^(?:\s|#[^\n]*\n)*package\s+[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*|\[(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`)\])*/;

function withImport({ name, text, imports }: PolicyModule): string {
  if (imports.some(({ path }) => importedName(path) === "rego.v1")) return text;
  const found = packageDeclaration.exec(text)?.[0];
  if (found === undefined)
    throw new DiffFailed("policyInvalid", `${name}: its package is not written in one line`);
  return `${found} import rego.v1${text.slice(found.length)}`;
}

function importedName(path: Json | undefined): string {
  const parts = isObject(path) && isArray(path.value) ? path.value : [];
  return parts.map((part) => (isObject(part) ? String(part.value) : "")).join(".");
}
