import { readFile, realpath, stat } from "node:fs/promises";
import { dirname, join, relative, resolve, sep } from "node:path";
import { glob } from "tinyglobby";
import { DiffFailed } from "../failure.ts";
import { documentOf } from "./data-documents.ts";
import { defaultBranch, mergeBase, repositoryAt } from "./default-branch.ts";
import { revisionPathOf } from "./git-revision.ts";

/** Two policies to compare, and what was taken without being named: a sentence each. */
export interface FoundSides {
  readonly base: string;
  readonly head: string;
  readonly notes: readonly string[];
}

/** Names the policy of a repository: data, never code. */
const configuration = "bylaw.json";

/**
 * Completes what was not named. Head is the policy of the folder: what `bylaw.json` names, else a folder `policies` or
 * `policy`, else the folder that holds all Rego. Base is head where its branch left the default branch.
 *
 * @throws DiffFailed `policyNotFound` or `revisionInvalid`, with what to name instead
 */
export async function findSides(
  named: { readonly base?: string | undefined; readonly head?: string | undefined },
  cwd: string,
): Promise<FoundSides> {
  const notes: string[] = [];
  let { base, head } = named;
  if (head === undefined) {
    const found = await policyIn(cwd);
    head = found.path;
    notes.push(`head is ${head}: ${found.why}`);
  }
  if (base === undefined) {
    const found = await baseOf(head, cwd);
    base = found.path;
    notes.push(`base is ${base}: ${found.why}`);
  }
  return { base, head, notes };
}

interface Found {
  readonly path: string;
  readonly why: string;
}

async function policyIn(cwd: string): Promise<Found> {
  const text = await readFile(join(cwd, configuration), "utf8").catch(() => undefined);
  if (text !== undefined) return { path: policyNamedIn(text), why: `${configuration} names it` };
  for (const folder of ["policies", "policy"]) {
    if (!(await stat(join(cwd, folder)).catch(() => undefined))?.isDirectory()) continue;
    const path = await policyInFolder(join(cwd, folder), folder);
    if (path !== undefined) return { path, why: "no other policy is named" };
  }
  const modules = await filesIn(cwd, "**/*.rego");
  const folders = [
    ...new Set(modules.map((file) => (dirname(file) === "." ? "." : (file.split("/")[0] ?? ".")))),
  ];
  if (folders.includes(".")) return { path: ".", why: "it holds Rego modules" };
  const [only] = folders;
  if (folders.length === 1 && only !== undefined) return { path: only, why: "it holds all Rego modules" };
  throw new DiffFailed(
    "policyNotFound",
    folders.length === 0
      ? "no policy was found here: name it with --head"
      : `Rego is in several folders (${folders.slice(0, 5).join(", ")}): name the policy with --head`,
  );
}

function policyNamedIn(text: string): string {
  const { policy, ...others } = documentOf(text, configuration, "JSON");
  const [unknown] = Object.keys(others);
  if (typeof policy !== "string" || policy === "")
    throw new DiffFailed("policyNotFound", `${configuration} does not name a policy: {"policy": "policies"}`);
  if (unknown !== undefined)
    throw new DiffFailed(
      "policyNotFound",
      `${configuration} has a key that is not known: ${JSON.stringify(unknown)}`,
    );
  return policy;
}

/** The folder where it holds Rego, or the one TypeScript policy in it. */
async function policyInFolder(folder: string, name: string): Promise<string | undefined> {
  const rego = await filesIn(folder, "**/*.rego");
  const typescript = (await filesIn(folder, "**/*.{ts,mts}")).filter(
    (file) => !/\.(test|d)\.m?ts$/.test(file),
  );
  const templates = await filesIn(folder, "**/*.{yaml,yml}");
  if (typescript.length === 0) return rego.length + templates.length > 0 ? name : undefined;
  const [only] = typescript;
  if (rego.length === 0 && typescript.length === 1) return `${name}/${only}`;
  const choices = [...(rego.length > 0 ? [name] : []), ...typescript.map((file) => `${name}/${file}`)];
  throw new DiffFailed(
    "policyNotFound",
    `${name} holds several policies: name one with --head, such as ${choices.slice(0, 3).join(" or ")}`,
  );
}

/** Sorted, relative, with slashes. */
async function filesIn(cwd: string, pattern: string): Promise<readonly string[]> {
  const files = await glob(pattern, { cwd, dot: false, ignore: ["**/node_modules/**", "**/*_test.rego"] });
  return files.map((file) => file.split(sep).join("/")).sort();
}

async function baseOf(head: string, cwd: string): Promise<Found> {
  const atRevision = revisionPathOf(head);
  const repository = await repositoryAt(cwd);
  if (repository === undefined)
    throw new DiffFailed(
      "revisionInvalid",
      "this is no git repository: name the policy as it is with --base",
    );
  const branch = await defaultBranch(cwd);
  if (branch === undefined)
    throw new DiffFailed(
      "revisionInvalid",
      "the repository has no default branch (origin/HEAD, main or master): name the policy as it is with --base",
    );
  const revision = atRevision?.revision ?? "HEAD";
  const commit = await mergeBase(cwd, revision, branch);
  const path = atRevision?.path ?? (await insideOf(repository, resolve(cwd, head), head));
  return { path: `${commit.slice(0, 12)}:${path}`, why: `where ${revision} left ${branch}` };
}

async function insideOf(repository: string, path: string, shown: string): Promise<string> {
  // The folder, since head itself may not be there; that is said when it is read.
  const folder = await realpath(dirname(path)).catch(() => dirname(path));
  const inside = relative(
    await realpath(repository),
    path === dirname(path) ? folder : join(folder, path.slice(dirname(path).length)),
  );
  if (inside.startsWith("..") || resolve(inside) === inside)
    throw new DiffFailed(
      "revisionInvalid",
      `${shown} is not in this repository: name the policy as it is with --base`,
    );
  return inside.split(sep).join("/");
}
