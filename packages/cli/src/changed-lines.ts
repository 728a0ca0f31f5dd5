import { execFile } from "node:child_process";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { type ChangedLines, readChangedLines } from "@bylaw/test-runner";
import { CannotProceed } from "./exit-code.ts";

const run = promisify(execFile);
const maxBytes = 256 * 1024 * 1024;

/**
 * The lines that were written since a revision of git, the work tree's own among them.
 *
 * @param root the folder that the names of files are relative to
 * @throws {CannotProceed} when there is no such revision
 */
export async function changedLinesSince(revision: string, root: string): Promise<ChangedLines> {
  if (revision.startsWith("-")) throw new CannotProceed(`${revision} is no revision`);
  // Without the hooks, file monitors and filters that a repository's settings can start.
  const safe = ["-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null"];
  const git = (...args: string[]) => run("git", [...safe, ...args], { cwd: root, maxBuffer: maxBytes });
  try {
    const top = (await git("rev-parse", "--show-toplevel")).stdout.trim();
    const args = [
      "diff",
      "--unified=0",
      "--no-color",
      "--no-ext-diff",
      "--no-textconv",
      "--no-renames",
      revision,
      "--",
      ".",
    ];
    const { stdout } = await git(...args);
    return readChangedLines(stdout, (path) => relative(root, join(top, path)));
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
    throw new CannotProceed(`the lines changed since ${revision} are not known: ${said}`);
  }
}
