import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { type CustomBuiltins, checkRego, type OpaBinary, type PolicySource } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { DiffFailed } from "../failure.ts";
import { type PolicyModule, parseModules } from "../policy/syntax.ts";
import { readBundle } from "./bundle.ts";
import { merge, namedDocuments } from "./data-documents.ts";
import { holdsTemplates, readGatekeeper } from "./gatekeeper/read-gatekeeper.ts";
import { revisionPathOf, withRevision } from "./git-revision.ts";
import { readRegoFiles } from "./rego-files.ts";
import { compileErrors, type RegoVersions, regoVersions, textsForOpa } from "./rego-version.ts";
import type { PolicyFiles, Side } from "./side.ts";
import type { RegoVersionOption } from "./sides-options.ts";

export interface LoadSideOptions {
  readonly opa: OpaBinary;
  readonly cwd: string;
  /** Base documents over those of the policy itself. */
  readonly data: readonly string[];
  readonly regoVersion: RegoVersionOption;
  /** As {@link Side.renamed}. */
  readonly renamed: Side["renamed"];
  /** Builtins that the side may call beside those of OPA. */
  readonly customBuiltins?: CustomBuiltins;
}

/**
 * Reads, compiles (by reading) and parses one side.
 *
 * @param text a path, or `REV:path`
 * @throws DiffFailed when there is no such policy, or it is not valid
 */
export async function loadSide(role: Side["role"], text: string, options: LoadSideOptions): Promise<Side> {
  const files = await policyFiles(text, options);
  const named = await namedDocuments(options.data, options.cwd);
  const ofPolicy = files.data;
  const data =
    isDocument(ofPolicy) && named !== undefined ? merge(ofPolicy, named, text) : (named ?? ofPolicy);
  const versions = await regoVersions(files, options);
  const { regoVersion } = versions;
  const modules = await parseModules(options.opa, files.modules, versions.of);
  const source: PolicySource = {
    modules: textsForOpa(modules, versions),
    regoVersion,
    ...customOf(versions, files, options),
    ...(data === undefined ? {} : { data }),
  };
  await requireValid(files, source, modules, options.opa);
  return {
    role,
    source,
    modules: placed(modules, files),
    ...(files.constraints === undefined ? {} : { constraints: files.constraints }),
    ...(files.declared === undefined ? {} : { declared: files.declared }),
    ...(files.tests === undefined ? {} : { tests: files.tests }),
    warnings: files.warnings ?? [],
    renamed: options.renamed,
    changedData: [],
    summary: {
      label: files.label,
      kind: files.kind,
      commit: files.commit,
      regoVersion,
      opaVersion: options.opa.version,
      digest: sha256(canonical(source.modules)),
      dataDigest: data === undefined ? null : sha256(canonical(data)),
    },
  };
}

/** Rules of a compiled policy are where their author wrote them. */
function placed(
  modules: readonly PolicyModule[],
  { writtenAt, generated }: PolicyFiles,
): readonly PolicyModule[] {
  if (writtenAt === undefined) return modules;
  return modules.map((module) => ({
    ...module,
    ...(generated?.has(module.name) ? { generated: true as const } : {}),
    rules: module.rules.map((rule) => ({ ...rule, place: writtenAt(rule.file, rule.row) ?? rule.place })),
  }));
}

function isDocument(data: PolicyFiles["data"]): data is Readonly<Record<string, never>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

async function policyFiles(text: string, { cwd, opa }: LoadSideOptions): Promise<PolicyFiles> {
  const revision = revisionPathOf(text);
  if (revision !== undefined) {
    return withRevision(revision, cwd, async (path, commit) => ({
      ...(await filesAt(path, text, opa)),
      kind: "git",
      commit,
    }));
  }
  return { ...(await filesAt(resolve(cwd, text), text, opa)), commit: null };
}

async function filesAt(path: string, label: string, opa: OpaBinary): Promise<Omit<PolicyFiles, "commit">> {
  if (/\.[cm]?ts$/.test(path)) {
    // The compiler is large, and Rego does without it.
    const { readTypeScriptPolicy } = await import("./typescript-policy.ts");
    return { ...(await readTypeScriptPolicy(path, label)), kind: "typescript" };
  }
  if (/\.(tar\.gz|tgz)$/.test(path)) return { ...(await readBundle(path, label)), kind: "bundle" };
  if (await holdsTemplates(path)) return { ...(await readGatekeeper(path, label, opa)), kind: "gatekeeper" };
  return { ...(await readRegoFiles(path, label)), kind: "rego" };
}

/** Features of version 1 are only there in version 0 when OPA is told what it can do. */
function customOf({ regoVersion, of }: RegoVersions, { modules }: PolicyFiles, options: LoadSideOptions) {
  const isMixed = regoVersion === 0 && Object.keys(modules).some((name) => of(name) === 1);
  const customBuiltins = options.customBuiltins ?? (isMixed ? [] : undefined);
  return customBuiltins === undefined ? {} : { customBuiltins };
}

/** @throws DiffFailed `policyInvalid` when OPA refuses the modules, or a bundle that has them */
async function requireValid(
  files: PolicyFiles,
  source: PolicySource,
  modules: readonly PolicyModule[],
  opa: OpaBinary,
) {
  const outside = modules.find((module) => files.owns?.(module.package) === false);
  if (outside !== undefined) {
    const message = `${files.label}: the roots of its manifest do not allow the package of ${outside.name}`;
    throw new DiffFailed("policyInvalid", message);
  }
  if (files.versionOf === undefined) return;
  const errors = await checkRego(opa, source, { strict: false });
  if (errors.length > 0)
    throw new DiffFailed(
      "policyInvalid",
      `${files.label} does not compile:\n${compileErrors(errors, files)}`,
    );
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
