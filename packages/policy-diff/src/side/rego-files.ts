import { readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { glob } from "tinyglobby";
import { DiffFailed } from "../failure.ts";
import { readManifest } from "./bundle-manifest.ts";
import { dataInFolder } from "./data-documents.ts";
import type { PolicyFiles } from "./side.ts";

const maxModuleBytes = 16 * 1024 * 1024;

/**
 * Reads a Rego file, or a folder of modules with the base documents beside them. Test modules (`_test.rego`) decide
 * nothing and are left out.
 *
 * @param path absolute
 * @throws DiffFailed `policyNotFound`, `policyInvalid`, `dataInvalid`
 */
export async function readRegoFiles(
  path: string,
  label: string,
): Promise<Omit<PolicyFiles, "kind" | "commit">> {
  const status = await stat(path).catch(() => undefined);
  if (status === undefined) throw new DiffFailed("policyNotFound", `no policy: ${label} does not exist`);
  if (status.isFile()) {
    const modules = Object.fromEntries([[basename(path), await readModule(path)]]);
    return { label, modules, data: undefined };
  }
  const files = (await glob("**/*.rego", { cwd: path, absolute: true, dot: false }))
    .filter((file) => !file.endsWith("_test.rego"))
    .sort();
  if (files.length === 0) throw new DiffFailed("policyNotFound", `no policy: ${label} holds no Rego modules`);
  const modules: [string, string][] = [];
  for (const file of files) {
    modules.push([relative(path, file).split(sep).join("/"), await readModule(file)]);
  }
  return {
    label,
    modules: Object.fromEntries(modules),
    data: await dataInFolder(path),
    ...(await manifestIn(path, label)),
  };
}

/** A folder from which bundles are made may have a manifest, which names versions. */
async function manifestIn(folder: string, label: string): Promise<Pick<PolicyFiles, "versionOf">> {
  const text = await readFile(join(folder, ".manifest"), "utf8").catch(() => undefined);
  return text === undefined ? {} : { versionOf: readManifest(text, label).versionOf };
}

async function readModule(file: string): Promise<string> {
  if ((await stat(file)).size > maxModuleBytes) {
    throw new DiffFailed("policyInvalid", `${file} is longer than ${maxModuleBytes} bytes`);
  }
  return readFile(file, "utf8");
}
