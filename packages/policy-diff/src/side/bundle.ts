import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path/posix";
import { gunzipSync } from "node:zlib";
import type { JsonObject } from "@bylaw/engine";
import { unpackTar } from "modern-tar";
import { DiffFailed } from "../failure.ts";
import { documentOf, merge, placed } from "./data-documents.ts";
import type { PolicyFiles } from "./side.ts";

const maxBundleBytes = 256 * 1024 * 1024;

/**
 * Reads an OPA bundle: modules, base documents, and the Rego version its manifest names.
 *
 * @param path absolute
 * @throws DiffFailed `policyNotFound`, `policyInvalid`, `dataInvalid`
 */
export async function readBundle(path: string, label: string): Promise<Omit<PolicyFiles, "kind" | "commit">> {
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new DiffFailed("policyNotFound", `no policy: ${label} does not exist`);
  }
  const modules: [string, string][] = [];
  let data: JsonObject | undefined;
  let regoVersion: 0 | 1 | undefined;
  for (const [name, content] of await entriesOf(path, label)) {
    if (name === "patch.json") {
      throw new DiffFailed("policyInvalid", `${label} is a delta bundle; a whole policy is needed`);
    } else if (name.endsWith(".rego")) {
      if (!name.endsWith("_test.rego")) modules.push([name, content]);
    } else if (name === ".manifest") {
      const version = documentOf(content, "manifest.json").rego_version;
      regoVersion = version === 0 ? 0 : version === 1 ? 1 : undefined;
    } else if (/(^|\/)data\.(json|ya?ml)$/.test(name)) {
      const folder = dirname(name);
      data = merge(
        data ?? {},
        placed(documentOf(content, name), folder === "." ? [] : folder.split("/")),
        name,
      );
    }
  }
  if (modules.length === 0)
    throw new DiffFailed("policyNotFound", `no policy: ${label} holds no Rego modules`);
  return { label, modules: Object.fromEntries(modules), data, regoVersion };
}

/** Text files of the bundle, in its order. */
async function entriesOf(path: string, label: string): Promise<readonly [string, string][]> {
  try {
    const archive = gunzipSync(await readFile(path), { maxOutputLength: maxBundleBytes });
    const wanted = /(\.rego|(^|\/)data\.(json|ya?ml)|^\.manifest|^patch\.json)$/;
    const entries = await unpackTar(archive, {
      filter: (header) => wanted.test(nameInBundle(header.name)),
    });
    return entries.flatMap(({ header, data }) =>
      data === undefined ? [] : [[nameInBundle(header.name), new TextDecoder().decode(data)]],
    );
  } catch (error) {
    throw new DiffFailed(
      "policyInvalid",
      `${label} is not a bundle: ${error instanceof Error ? error.message : error}`,
    );
  }
}

function nameInBundle(name: string): string {
  return name.replace(/^(\.\/|\/)+/, "");
}
