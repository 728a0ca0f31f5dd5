import { readFile, stat } from "node:fs/promises";
import { dirname } from "node:path/posix";
import { gunzipSync } from "node:zlib";
import type { Json, JsonObject } from "@bylaw/engine";
import { unpackTar } from "modern-tar";
import { DiffFailed } from "../failure.ts";
import { isObject } from "../json-value.ts";
import type { Warning } from "../report/report.ts";
import { type BundleManifest, noManifest, readManifest } from "./bundle-manifest.ts";
import { documentOf, merge, placed } from "./data-documents.ts";
import type { PolicyFiles } from "./side.ts";

const maxBundleBytes = 256 * 1024 * 1024;

/**
 * Reads an OPA bundle: modules, base documents, and what its manifest says of them. Signatures are not verified, since
 * nothing of the bundle is run in production here; a warning says so.
 *
 * @param path absolute
 * @throws DiffFailed `policyNotFound`, `policyInvalid`, `dataInvalid`
 */
export async function readBundle(path: string, label: string): Promise<Omit<PolicyFiles, "kind" | "commit">> {
  if ((await stat(path).catch(() => undefined)) === undefined) {
    throw new DiffFailed("policyNotFound", `no policy: ${label} does not exist`);
  }
  const modules: [string, string][] = [];
  const tests: [string, string][] = [];
  const warnings: Warning[] = [];
  let data: JsonObject | undefined;
  let manifest = noManifest;
  for (const [name, content] of await entriesOf(path, label)) {
    if (name === "patch.json") {
      throw new DiffFailed("policyInvalid", `${label} is a delta bundle; a whole policy is needed`);
    } else if (name.endsWith(".rego")) {
      (name.endsWith("_test.rego") ? tests : modules).push([name, content]);
    } else if (name === ".manifest") {
      manifest = readManifest(content, label);
    } else if (name === ".signatures.json") {
      const message = `${label} is signed; it was read without verifying the signature`;
      warnings.push({ code: "signatureUnverified", message, count: 1 });
    } else {
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
  requireOwned(manifest, data, label);
  const texts = { modules: Object.fromEntries(modules), tests: Object.fromEntries(tests) };
  return { label, ...texts, data, ...manifest, warnings };
}

const wanted = /(\.rego|(^|\/)data\.(json|ya?ml)|^\.manifest|^\.signatures\.json|^patch\.json)$/;

/** Text files of the bundle, in its order. Links and other things that are no files are passed over, as OPA does. */
async function entriesOf(path: string, label: string): Promise<readonly [string, string][]> {
  try {
    const archive = gunzipSync(await readFile(path), { maxOutputLength: maxBundleBytes });
    const entries = await unpackTar(archive, {
      filter: ({ name, type }) => (type ?? "file") === "file" && wanted.test(nameInBundle(name)),
    });
    const outside = entries.find(({ header }) => header.name.split(/[\\/]/).includes(".."));
    if (outside !== undefined) throw new Error(`${JSON.stringify(outside.header.name)} leads out of it`);
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

/** OPA refuses a bundle with base documents, or packages, outside of its roots. */
function requireOwned(manifest: BundleManifest, data: JsonObject | undefined, label: string): void {
  const outside = Object.entries(data ?? {}).find(([key, value]) => !covers(manifest, [key], value));
  if (outside !== undefined)
    throw new DiffFailed(
      "policyInvalid",
      `${label}: the roots of its manifest do not allow data.${outside[0]}`,
    );
}

function covers(manifest: BundleManifest, at: readonly string[], value: Json): boolean {
  if (manifest.owns(at)) return true;
  return (
    isObject(value) && Object.entries(value).every(([key, inner]) => covers(manifest, [...at, key], inner))
  );
}

function nameInBundle(name: string): string {
  return name.replace(/^(\.\/|\/)+/, "");
}
