import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { JsonObject } from "../values/json.ts";
import { stringifyJson } from "../values/json-text.ts";
import type { OpaBinary } from "./binary.ts";
import { RegoCompileError } from "./rego-error.ts";
import { checkRego, type RunOptions, runOpa, unexpected } from "./run.ts";
import { withWorkspace } from "./workspace.ts";

/** What goes into a bundle. */
export interface BundleContent {
  /** Module file (relative, `/` between folders) → module text. */
  readonly modules: Readonly<Record<string, string>>;
  readonly data?: JsonObject;
  readonly revision?: string;
  /** The parts of `data` that the bundle owns, such as `istio/authz`. */
  readonly roots: readonly string[];
}

/** How `opa build` signs a bundle. */
export interface BundleSigning {
  /** The text of a PEM key, or the secret of an HMAC. */
  readonly key: string;
  /** Such as `RS256`. */
  readonly algorithm: string;
}

const moduleFile = /^(?:[\w-]+\/)*[\w-][\w.-]*\.rego$/;

/**
 * Packs a bundle as `opa build --bundle` does, with a manifest, and signed when there is a key.
 * See OPA's "Bundles" for the file format and "Signing" for `.signatures.json`.
 *
 * @returns the bytes of the `.tar.gz`
 * @throws RegoCompileError when the modules do not compile, OpaRunError when OPA fails, TypeError on a module file that
 *   is no plain relative path
 */
export async function buildBundle(
  opa: OpaBinary,
  content: BundleContent,
  options: RunOptions & { readonly signing?: BundleSigning } = {},
): Promise<Uint8Array> {
  for (const file of Object.keys(content.modules)) {
    if (!moduleFile.test(file)) throw new TypeError(`not a module file of a bundle: ${JSON.stringify(file)}`);
  }
  return withWorkspace({}, async ({ folder, write }) => {
    const put = async (name: string, text: string) => {
      const file = join(folder, "bundle", ...name.split("/"));
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text, { mode: 0o600 });
    };
    const { modules, data, revision, roots } = content;
    for (const [name, text] of Object.entries(modules)) await put(name, text);
    if (data !== undefined) await put("data.json", stringifyJson(data));
    const manifest = { ...(revision === undefined ? {} : { revision }), roots, rego_version: 1 };
    await put(".manifest", `${JSON.stringify(manifest)}\n`);
    const args = [
      "build",
      "--bundle",
      "--output=../bundle.tar.gz",
      ...(await signingFlags(options.signing, write)),
    ];
    // Never -O: it drops the labels that tell which rule decided.
    const result = await runOpa(opa, [...args, "."], join(folder, "bundle"), options);
    if (result.exitCode !== 0) {
      // `opa build` says it as text; `opa check` says the same in a form to read.
      const errors = await checkRego(opa, { modules }, { ...options, strict: false });
      throw errors.length > 0 ? new RegoCompileError(errors) : unexpected("build", result);
    }
    return readFile(join(folder, "bundle.tar.gz"));
  });
}

async function signingFlags(
  signing: BundleSigning | undefined,
  write: (name: string, content: string) => Promise<string>,
): Promise<readonly string[]> {
  if (signing === undefined) return [];
  // By file, so that the key is in no list of processes.
  const key = await write("signing-key", signing.key);
  return [`--signing-key=../${key}`, `--signing-alg=${signing.algorithm}`];
}
