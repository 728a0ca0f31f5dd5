import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { checkRego, type OpaBinary, type PolicySource } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { DiffFailed } from "../failure.ts";
import { type PolicyModule, parseModules } from "../policy/syntax.ts";
import { readBundle } from "./bundle.ts";
import { merge, namedDocuments } from "./data-documents.ts";
import { revisionPathOf, withRevision } from "./git-revision.ts";
import { readRegoFiles } from "./rego-files.ts";
import type { PolicyFiles, Side } from "./side.ts";

export interface LoadSideOptions {
  readonly opa: OpaBinary;
  readonly cwd: string;
  /** Base documents over those of the policy itself. */
  readonly data: readonly string[];
  readonly regoVersion: "v0" | "v1" | "auto";
}

/**
 * Reads, compiles (by reading) and parses one side.
 *
 * @param text a path, or `REV:path`
 * @throws DiffFailed when there is no such policy, or it is not valid
 */
export async function loadSide(role: Side["role"], text: string, options: LoadSideOptions): Promise<Side> {
  const files = await policyFiles(text, options.cwd);
  const named = await namedDocuments(options.data, options.cwd);
  const ofPolicy = files.data;
  const data =
    isDocument(ofPolicy) && named !== undefined ? merge(ofPolicy, named, text) : (named ?? ofPolicy);
  const regoVersion = await versionOf(files, options);
  const source: PolicySource = {
    modules: files.modules,
    regoVersion,
    ...(data === undefined ? {} : { data }),
  };
  return {
    role,
    source,
    modules: placed(await parseModules(options.opa, files.modules, regoVersion), files),
    summary: {
      label: files.label,
      kind: files.kind,
      commit: files.commit,
      regoVersion,
      digest: sha256(canonical(files.modules)),
      dataDigest: data === undefined ? null : sha256(canonical(data)),
    },
  };
}

/** Rules of a compiled policy are where their author wrote them. */
function placed(modules: readonly PolicyModule[], { writtenAt }: PolicyFiles): readonly PolicyModule[] {
  if (writtenAt === undefined) return modules;
  return modules.map((module) => ({
    ...module,
    rules: module.rules.map((rule) => ({ ...rule, place: writtenAt(rule.file, rule.row) ?? rule.place })),
  }));
}

function isDocument(data: PolicyFiles["data"]): data is Readonly<Record<string, never>> {
  return typeof data === "object" && data !== null && !Array.isArray(data);
}

async function policyFiles(text: string, cwd: string): Promise<PolicyFiles> {
  const revision = revisionPathOf(text);
  if (revision !== undefined) {
    return withRevision(revision, cwd, async (path, commit) => ({
      ...(await filesAt(path, text)),
      kind: "git",
      commit,
    }));
  }
  return { ...(await filesAt(resolve(cwd, text), text)), commit: null };
}

async function filesAt(path: string, label: string): Promise<Omit<PolicyFiles, "commit">> {
  if (/\.[cm]?ts$/.test(path)) {
    // The compiler is large, and Rego does without it.
    const { readTypeScriptPolicy } = await import("./typescript-policy.ts");
    return { ...(await readTypeScriptPolicy(path, label)), kind: "typescript" };
  }
  if (/\.(tar\.gz|tgz)$/.test(path)) return { ...(await readBundle(path, label)), kind: "bundle" };
  return { ...(await readRegoFiles(path, label)), kind: "rego" };
}

/** @throws DiffFailed `policyInvalid` when the modules compile in no allowed version */
async function versionOf(files: PolicyFiles, options: LoadSideOptions): Promise<0 | 1> {
  const candidates = candidateVersions(files, options.regoVersion);
  let said = "";
  for (const regoVersion of candidates) {
    const errors = await checkRego(options.opa, { modules: files.modules, regoVersion }, { strict: false });
    if (errors.length === 0) return regoVersion;
    said ||= errors
      .slice(0, 10)
      .map(
        ({ file, row, col, code, message }) =>
          `${file ?? files.label}:${row ?? 0}:${col ?? 0}: ${code}: ${message}`,
      )
      .join("\n");
  }
  throw new DiffFailed("policyInvalid", `${files.label} does not compile:\n${said}`);
}

function candidateVersions(files: PolicyFiles, wanted: LoadSideOptions["regoVersion"]): readonly (0 | 1)[] {
  switch (wanted) {
    case "v0":
      return [0];
    case "v1":
      return [1];
    case "auto":
      return files.regoVersion === undefined ? [1, 0] : [files.regoVersion];
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
