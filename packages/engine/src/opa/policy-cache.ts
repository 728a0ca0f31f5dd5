import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { PolicySource } from "../engine.ts";
import type { OpaBinary } from "./binary.ts";
import { cacheFolder, type Environment } from "./cache.ts";
import { entrypointName } from "./decision-path.ts";

/**
 * What is kept of a policy: its WebAssembly, its plan, that OPA's check found nothing, or what OPA was asked before the
 * first decision; and of a binary what it can do. Each kind has a folder.
 */
export type ArtefactKind = "wasm" | "plan" | "check" | "prepared" | "capabilities";

/** Compiled policies of a kind that were used last; older ones are removed. */
const maxCachedPolicies = 300;

/** Everything that a compiled policy depends on, as a name. */
export function policyKey(opa: OpaBinary, source: PolicySource, entrypoints: readonly string[]): string {
  const hash = createHash("sha256");
  const modules = Object.entries(source.modules);
  const names = entrypoints.map(entrypointName);
  const custom = source.customBuiltins === undefined ? [] : [source.customBuiltins];
  hash.update(JSON.stringify([opa.version, source.regoVersion ?? 1, names, modules, ...custom]));
  return hash.digest("hex");
}

/** Reads a compiled policy; undefined when it is not in the cache. */
export async function cachedPolicy(
  key: string,
  environment: Environment,
  kind: ArtefactKind = "wasm",
): Promise<Uint8Array | undefined> {
  const file = fileOf(key, environment, kind);
  try {
    const bytes = await readFile(file);
    const now = new Date();
    await utimes(file, now, now).catch(() => undefined);
    return bytes;
  } catch {
    return undefined;
  }
}

/** Keeps a compiled policy. A cache that cannot be written is no reason to fail. */
export async function keepPolicy(
  key: string,
  policy: Uint8Array,
  environment: Environment,
  kind: ArtefactKind = "wasm",
): Promise<void> {
  const file = fileOf(key, environment, kind);
  const folder = policyFolder(environment, kind);
  const unfinished = join(folder, `.${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(unfinished, policy, { mode: 0o600, flag: "wx" });
    await rename(unfinished, file);
    await removeOldest(folder, kind);
  } catch {
    await rm(unfinished, { force: true }).catch(() => undefined);
  }
}

async function removeOldest(folder: string, kind: ArtefactKind): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(`.${kind}`));
  if (names.length <= maxCachedPolicies) return;
  const used = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })),
  );
  used.sort((a, b) => a.at - b.at);
  for (const { name } of used.slice(0, names.length - maxCachedPolicies)) {
    await rm(join(folder, name), { force: true });
  }
}

function policyFolder(environment: Environment, kind: ArtefactKind): string {
  return join(cacheFolder(environment), kind);
}

function fileOf(key: string, environment: Environment, kind: ArtefactKind): string {
  return join(policyFolder(environment, kind), `${key}.${kind}`);
}
