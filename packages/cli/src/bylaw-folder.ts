import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { CannotProceed } from "./exit-code.ts";

/** What a repository keeps for `bylaw`, relative to where the command runs. */
const bylawFolder = ".bylaw";
export const expectedFile = ".bylaw/expected.json";
export const lastReportFile = ".bylaw/last-report.json";

/** What of the folder is not for git: everything but the expected changes. */
const ignored = "last-report.json\ncache/\n.gitignore\n";

/**
 * Leaves the last report for `bylaw accept` and `bylaw show`, beside a `.gitignore` that keeps it out of commits.
 *
 * @throws when the folder cannot be written, or is a symbolic link
 */
export async function saveLastReport(cwd: string, text: string): Promise<void> {
  const folder = resolve(cwd, bylawFolder);
  await mkdir(folder, { recursive: true });
  await refuseLink(folder);
  await writeFile(join(folder, ".gitignore"), ignored, { flag: "wx" }).catch(() => undefined);
  await replaceFile(resolve(cwd, lastReportFile), text);
}

/**
 * Writes a file whole or not at all. A symbolic link in its place is replaced, and one in place of its folder is
 * refused: a checkout that somebody else wrote decides where neither leads.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  await refuseLink(dirname(path));
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text, { flag: "wx" });
    await rename(draft, path);
  } finally {
    await rm(draft, { force: true });
  }
}

async function refuseLink(folder: string): Promise<void> {
  if (!(await lstat(folder)).isDirectory()) throw new CannotProceed(`${folder} is not a folder`);
}
