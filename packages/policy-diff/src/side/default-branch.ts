import { DiffFailed } from "../failure.ts";
import { git } from "./git.ts";
import { requireRevision } from "./git-revision.ts";

/** The folder of the repository around a folder; undefined where there is none. */
export async function repositoryAt(cwd: string): Promise<string | undefined> {
  return said(git(cwd, ["rev-parse", "--show-toplevel"]));
}

/**
 * The branch that changes are merged into: what the remote calls its own, else a usual name.
 *
 * @returns such as `origin/main`; undefined where the repository has none of them
 */
export async function defaultBranch(cwd: string): Promise<string | undefined> {
  const ofRemote = await said(git(cwd, ["symbolic-ref", "--quiet", "refs/remotes/origin/HEAD"]));
  const usual = [
    "refs/remotes/origin/main",
    "refs/remotes/origin/master",
    "refs/heads/main",
    "refs/heads/master",
  ];
  for (const ref of [...(ofRemote === undefined ? [] : [ofRemote]), ...usual]) {
    const commit = await said(git(cwd, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`]));
    if (commit !== undefined) return ref.replace(/^refs\/(remotes|heads)\//, "");
  }
  return undefined;
}

/**
 * The last commit that both have.
 *
 * @returns its full id
 * @throws DiffFailed `revisionInvalid`
 */
export async function mergeBase(cwd: string, revision: string, branch: string): Promise<string> {
  requireRevision(revision);
  const commit = await said(git(cwd, ["merge-base", revision, branch]));
  if (commit !== undefined && /^[0-9a-f]{40,64}$/.test(commit)) return commit;
  throw new DiffFailed(
    "revisionInvalid",
    `${revision} and ${branch} have no commit in common here: fetch more of the history (git fetch --unshallow), ` +
      "or name the policy as it is with --base",
  );
}

/** What git wrote, on one line; undefined where it failed. */
async function said(run: Promise<Buffer>): Promise<string | undefined> {
  try {
    const text = (await run).toString("utf8").trim();
    return text === "" ? undefined : text;
  } catch (error) {
    if (error instanceof DiffFailed) return undefined;
    throw error;
  }
}
