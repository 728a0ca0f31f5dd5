import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join, relative, resolve } from "node:path";
import type { Json, JsonObject, PolicySource } from "@bylaw/engine";
import { builtins } from "@bylaw/engine/builtins";
import { parseJson } from "@bylaw/engine/values";
import { isObject } from "../json-value.ts";

/** Rego with its data, and the gator suites beside it. */
export interface RegoFolder {
  readonly source: PolicySource;
  /** Paths of `suite.yaml` and other files that hold a gator Suite. */
  readonly suites: readonly string[];
}

/** A file that cannot be taken for what its name says. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
}

const skipped = new Set(["node_modules", "dist", ".git"]);
const suiteText = /^apiVersion:\s*["']?test\.gatekeeper\.sh\//m;

/**
 * Reads what `opa test` would load: modules, and JSON and YAML documents, which stand in `data` at the path of their
 * folder below the one that was named. Source: OPA v1/loader/loader.go, `allRec`.
 *
 * @param paths files and folders, relative to `cwd`
 * @param regoVersion of the modules; 1 when absent
 * @throws {UnreadableFile} when one is missing or no document, or two documents say different things
 */
export async function readRegoFolder(
  paths: readonly string[],
  cwd: string,
  regoVersion: 0 | 1 = 1,
): Promise<RegoFolder> {
  const modules: Record<string, string> = {};
  const suites: string[] = [];
  const data: Record<string, Json> = {};
  const seen = new Set<string>();
  const load = async (
    path: string,
    under: readonly string[],
    named: boolean,
    ofSuite: boolean,
  ): Promise<void> => {
    const shown = relative(cwd, path) || path;
    if (seen.has(path)) return;
    seen.add(path);
    if (extname(path) === ".rego") modules[shown] = await readFile(path, "utf8");
    else if (documentNames.test(path)) {
      const text = await readFile(path, "utf8");
      // Objects of Kubernetes, of which a suite consists, are no data.
      if (suiteText.test(text)) suites.push(path);
      else if (!ofSuite) merge(data, under, document(shown, text), shown);
    } else if (named) throw new UnreadableFile(`${shown} is neither Rego nor a JSON or YAML document`);
  };
  const visit = async (folder: string, under: readonly string[], ofSuite: boolean): Promise<void> => {
    const within = ofSuite || (await holdsSuite(folder));
    const entries = await readdir(folder, { withFileTypes: true });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) await load(path, under, false, within);
      else if (!skipped.has(entry.name)) await visit(path, [...under, entry.name], within);
    }
  };
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const found = await stat(absolute).catch(() => undefined);
    if (found === undefined) throw new UnreadableFile(`${path}: no such file or folder`);
    await (found.isDirectory() ? visit(absolute, [], false) : load(absolute, [], true, false));
  }
  return { source: { modules, data, ...(regoVersion === 0 ? { regoVersion } : {}) }, suites };
}

const documentNames = /\.(?:json|yaml|yml)$/;
/** Whether a suite is in a folder: the templates, constraints and cases in it and below are its own. */
async function holdsSuite(folder: string): Promise<boolean> {
  for (const entry of await readdir(folder).catch(() => [])) {
    if (!/^suite.*\.ya?ml$/.test(entry)) continue;
    if (suiteText.test(await readFile(join(folder, entry), "utf8").catch(() => ""))) return true;
  }
  return false;
}

function document(file: string, text: string): Json {
  try {
    if (extname(file) === ".json") return parseJson(text);
    const read = builtins.get("yaml.unmarshal");
    return read === undefined ? null : read([text], { now: 0n });
  } catch (error) {
    throw new UnreadableFile(`${file} cannot be read: ${error instanceof Error ? error.message : ""}`);
  }
}

/** Puts a document at its place; objects are merged, all else must not be there yet. */
function merge(into: Record<string, Json>, path: readonly string[], value: Json, file: string): void {
  const [first, ...rest] = path;
  const entries = first === undefined ? value : { [first]: nested(rest, value) };
  if (!isObject(entries)) throw new UnreadableFile(`${file}: a document must be an object`);
  mergeObjects(into, entries, file);
}

function nested(path: readonly string[], value: Json): Json {
  return path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value);
}

function mergeObjects(into: Record<string, Json>, from: JsonObject, file: string): void {
  for (const [key, value] of Object.entries(from)) {
    const known = Object.hasOwn(into, key) ? into[key] : undefined;
    if (isObject(known) && isObject(value)) {
      const merged = { ...known };
      mergeObjects(merged, value, file);
      put(into, key, merged);
    } else if (known === undefined) put(into, key, value);
    else throw new UnreadableFile(`${file}: another document already says what data.${key} is`);
  }
}

function put(into: Record<string, Json>, key: string, value: Json): void {
  // A key may be called `__proto__`.
  Object.defineProperty(into, key, { value, enumerable: true, configurable: true, writable: true });
}
