import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { CannotProceed } from "./exit-code.ts";

/**
 * The policies of each repository, which is where the nearest package.json is.
 *
 * @throws {CannotProceed} when one is in none
 */
export function byRepository(paths: readonly string[], cwd: string): ReadonlyMap<string, readonly string[]> {
  const roots = new Map<string, string[]>();
  for (const path of paths) {
    const root = rootOf(resolve(cwd, path));
    roots.set(root, [...(roots.get(root) ?? []), path]);
  }
  return roots;
}

function rootOf(file: string): string {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (dirname(folder) === folder)
      throw new CannotProceed(`${file} is in no repository with a package.json`);
  }
}
