import { mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve, sep } from "node:path";
import { DiffFailed } from "../failure.ts";
import { git } from "./git.ts";

/** A path at a git revision, such as `main:policies/istio`. */
export interface RevisionPath {
  readonly revision: string;
  readonly path: string;
}

/**
 * Reads `REV:path`.
 *
 * @returns undefined when the text is not of that form. A single letter before the colon is a Windows drive, and no
 * revision begins with a dot or a slash.
 */
export function revisionPathOf(text: string): RevisionPath | undefined {
  const found = /^([^:./][^:]+):(.*)$/s.exec(text);
  if (found === null) return undefined;
  return { revision: found[1] ?? "", path: found[2] ?? "" };
}

/**
 * Writes what a policy at a revision may need into a private folder, for as long as `use` runs. The blobs are taken
 * as they are: no hooks, filters, attributes or install scripts have a part in it.
 *
 * @param use is given the absolute path of the unpacked file or folder, and the full commit id
 * @throws DiffFailed `revisionInvalid`
 */
export async function withRevision<T>(
  { revision, path }: RevisionPath,
  cwd: string,
  use: (path: string, commit: string) => Promise<T>,
): Promise<T> {
  requireRevision(revision);
  requireInside(path);
  const root = (await git(cwd, ["rev-parse", "--show-toplevel"])).toString("utf8").trim();
  const prefix = (await git(cwd, ["rev-parse", "--show-prefix"])).toString("utf8").trim();
  const parsed = await git(cwd, ["rev-parse", "--verify", "--end-of-options", `${revision}^{commit}`]);
  // Some versions of git print `--end-of-options` too.
  const commit = /^[0-9a-f]{40,64}$/m.exec(parsed.toString("utf8"))?.[0];
  if (commit === undefined) throw new DiffFailed("revisionInvalid", `no such revision: ${revision}`);
  // As in git: `./` starts from where the command runs, everything else from the root of the repository.
  const segments = [...(/^\.(\/|$)/.test(path) ? prefix.split("/") : []), ...path.split(/[\\/]/)];
  const inside = segments.filter((segment) => segment !== "" && segment !== ".").join("/");
  const folder = await realpath(await mkdtemp(join(tmpdir(), "bylaw-revision-")));
  try {
    await unpack(root, commit, inside, folder);
    await linkModules(root, folder, inside);
    return await use(resolve(folder, inside), commit);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws DiffFailed `revisionInvalid` for what git could take for an option, or for several revisions */
export function requireRevision(revision: string): void {
  // As `git check-ref-format`, with the suffixes that name ancestors.
  if (!/^[A-Za-z0-9_@][A-Za-z0-9._/@{}~^+-]*$/.test(revision) || revision.includes("..")) {
    throw new DiffFailed("revisionInvalid", `not a revision: ${JSON.stringify(revision)}`);
  }
}

function requireInside(path: string): void {
  if (path.startsWith("/") || path.includes("\0") || path.split(/[\\/]/).includes("..")) {
    throw new DiffFailed(
      "revisionInvalid",
      `the path must stay within the repository: ${JSON.stringify(path)}`,
    );
  }
}

interface Blob {
  readonly name: string;
  readonly id: string;
}

async function unpack(root: string, commit: string, inside: string, folder: string): Promise<void> {
  const isTypeScript = /\.[cm]?ts$/.test(inside);
  // A TypeScript policy may import modules from anywhere in the repository.
  const scope = isTypeScript || inside === "" ? [] : ["--", inside];
  const listed = (await git(root, ["ls-tree", "-r", "-z", "--full-tree", commit, ...scope])).toString("utf8");
  const blobs = listed.split("\0").flatMap((line) => {
    const blob = blobOf(line);
    return blob !== undefined && (!isTypeScript || /\.([cm]?ts|json)$/.test(blob.name)) ? [blob] : [];
  });
  if (blobs.length === 0) {
    throw new DiffFailed(
      "revisionInvalid",
      `${inside || "the repository"} is not there at ${commit.slice(0, 12)}`,
    );
  }
  const ids = `${blobs.map(({ id }) => id).join("\n")}\n`;
  const contents = contentsOf(await git(root, ["cat-file", "--batch"], ids));
  for (const [index, { name }] of blobs.entries()) {
    const target = resolve(folder, name);
    const content = contents[index];
    if (!target.startsWith(folder + sep) || content === undefined) continue;
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, content);
  }
}

/** Plain files only: a symbolic link could point out of the folder, and a submodule is another repository. */
function blobOf(line: string): Blob | undefined {
  const found = /^100(?:644|755) blob ([0-9a-f]+)\t(.+)$/s.exec(line);
  return found === null ? undefined : { id: found[1] ?? "", name: found[2] ?? "" };
}

/** `git cat-file --batch` writes `<id> blob <size>`, a newline, the content and a newline for each. */
function contentsOf(output: Buffer): readonly Buffer[] {
  const contents: Buffer[] = [];
  for (let at = 0; at < output.length; ) {
    const lineEnd = output.indexOf(0x0a, at);
    const size = Number(output.toString("latin1", at, lineEnd).split(" ")[2]);
    if (lineEnd === -1 || !Number.isSafeInteger(size)) break;
    contents.push(output.subarray(lineEnd + 1, lineEnd + 1 + size));
    at = lineEnd + 1 + size + 1;
  }
  return contents;
}

/** Types of the policy's dependencies come from what is installed; the compiler only reads them. */
async function linkModules(root: string, folder: string, inside: string): Promise<void> {
  const segments = inside.split("/");
  for (let length = 0; length <= segments.length; length++) {
    const part = segments.slice(0, length).join("/");
    const installed = join(root, part, "node_modules");
    const parent = await stat(join(folder, part)).catch(() => undefined);
    if (!parent?.isDirectory() || (await stat(installed).catch(() => undefined)) === undefined) continue;
    await symlink(installed, join(folder, part, "node_modules"), "junction");
  }
}
