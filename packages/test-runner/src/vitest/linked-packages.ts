import { fileURLToPath } from "node:url";

/** The packages that tests load. The last is this one. */
const packages = [
  "@bylaw/compiler",
  "@bylaw/dsl/schema",
  "@bylaw/engine",
  "@bylaw/search",
  "@bylaw/test-runner",
];

/**
 * Patterns of the built files of packages that are linked, as within a workspace, so that Node.js loads them as it
 * loads installed ones: vite would transform each of them for each worker.
 *
 * @param from the module that asks; sources of these packages, which Node.js cannot load, are left to vite
 */
export function linkedPackages(from: ImportMeta): readonly RegExp[] {
  if (from.url.endsWith(".ts") || typeof from.resolve !== "function") return [];
  const { resolve } = from;
  return packages.flatMap((name) => {
    const [folder] = /^.*\/dist\//.exec(fileURLToPath(resolve(name))) ?? [];
    return folder === undefined ? [] : [new RegExp(`^${folder.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`)];
  });
}
