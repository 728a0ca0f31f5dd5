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
    return { label, modules, tests: await testsBeside(path), data: undefined };
  }
  const files = (await glob("**/*.rego", { cwd: path, absolute: true, dot: false })).sort();
  const modules: [string, string][] = [];
  const tests: [string, string][] = [];
  for (const file of files) {
    const module: [string, string] = [relative(path, file).split(sep).join("/"), await readModule(file)];
    (isTest(file) ? tests : modules).push(module);
  }
  if (modules.length === 0)
    throw new DiffFailed("policyNotFound", `no policy: ${label} holds no Rego modules`);
  return {
    label,
    modules: Object.fromEntries(modules),
    tests: Object.fromEntries(tests),
    data: await dataInFolder(path),
    ...(await manifestIn(path, label)),
  };
}

function isTest(file: string): boolean {
  return file.endsWith("_test.rego");
}

/** Of a policy that is one file: `authz_test.rego` beside `authz.rego`. */
async function testsBeside(file: string): Promise<Readonly<Record<string, string>>> {
  const test = file.replace(/\.rego$/, "_test.rego");
  const status = isTest(file) || test === file ? undefined : await stat(test).catch(() => undefined);
  return status?.isFile() ? { [basename(test)]: await readModule(test) } : {};
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
