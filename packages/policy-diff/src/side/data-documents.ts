import { readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, relative, resolve, sep } from "node:path";
import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { glob } from "tinyglobby";
import { DiffFailed } from "../failure.ts";
import { isObject } from "../json-value.ts";
import { yaml } from "../large-packages.ts";

const dataNames = "**/data.{json,yaml,yml}";
const anyDocument = "**/*.{json,yaml,yml}";
const maxDocumentBytes = 256 * 1024 * 1024;

/**
 * The base documents of a policy folder, laid out as in a bundle: `data.json` (or YAML) stands at the path of its
 * folder.
 *
 * @returns undefined when there are none
 * @throws DiffFailed `dataInvalid`
 */
export async function dataInFolder(folder: string): Promise<JsonObject | undefined> {
  return mergedDocuments(folder, await glob(dataNames, { cwd: folder, absolute: true, dot: false }));
}

/**
 * Base documents that were named: files stand at the root of `data`, and those of folders at the path of their folder.
 *
 * @throws DiffFailed `dataInvalid` when one does not exist, is not an object or two give the same key different values
 */
export async function namedDocuments(paths: readonly string[], cwd: string): Promise<JsonObject | undefined> {
  let merged: JsonObject | undefined;
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const status = await stat(absolute).catch(() => undefined);
    if (status === undefined)
      throw new DiffFailed("dataInvalid", `no base documents: ${path} does not exist`);
    const found = status.isDirectory()
      ? await mergedDocuments(
          absolute,
          await glob(anyDocument, { cwd: absolute, absolute: true, dot: false }),
        )
      : await readDocument(absolute);
    if (found !== undefined) merged = merge(merged ?? {}, found, path);
  }
  return merged;
}

async function mergedDocuments(folder: string, files: readonly string[]): Promise<JsonObject | undefined> {
  let merged: JsonObject | undefined;
  for (const file of [...files].sort()) {
    const document = await readDocument(file);
    const inside = relative(folder, dirname(file));
    const segments = inside === "" ? [] : inside.split(sep);
    merged = merge(merged ?? {}, placed(document, segments), file);
  }
  return merged;
}

/** @throws DiffFailed `dataInvalid` */
async function readDocument(file: string): Promise<JsonObject> {
  const text = await readBounded(file);
  return documentOf(text, file);
}

/**
 * @param name what messages call it
 * @param format by the ending of the name when absent
 */
export function documentOf(
  text: string,
  name: string,
  format: "JSON" | "YAML" = extname(name) === ".json" ? "JSON" : "YAML",
): JsonObject {
  let value: Json;
  try {
    // YAML documents come as JSON values; `maxAliasCount` is the library's own bound on expansion.
    value = format === "JSON" ? parseJson(text) : parseJson(JSON.stringify(yaml().parse(text)) ?? "null");
  } catch (error) {
    // What parsers say quotes the document, which may hold secrets.
    throw new DiffFailed("dataInvalid", `${name}: it is not valid ${format}${placeOf(error)}`);
  }
  if (!isObject(value)) throw new DiffFailed("dataInvalid", `${name}: base documents must be an object`);
  return value;
}

function placeOf(error: unknown): string {
  const [start] = error instanceof yaml().YAMLParseError ? (error.linePos ?? []) : [];
  return start === undefined ? "" : `, at line ${start.line}, column ${start.col}`;
}

async function readBounded(file: string): Promise<string> {
  const { size } = await stat(file);
  if (size > maxDocumentBytes) {
    throw new DiffFailed("dataInvalid", `${basename(file)} is longer than ${maxDocumentBytes} bytes`);
  }
  return readFile(file, "utf8");
}

export function placed(document: JsonObject, segments: readonly string[]): JsonObject {
  return segments.reduceRight<JsonObject>(
    (inner, segment) => Object.fromEntries([[segment, inner]]),
    document,
  );
}

/** @throws DiffFailed `dataInvalid` when both have a key with values that are not both objects */
export function merge(a: JsonObject, b: JsonObject, name: string): JsonObject {
  const members = new Map<string, Json>(Object.entries(a));
  for (const [key, value] of Object.entries(b)) {
    const present = members.get(key);
    if (present === undefined) members.set(key, value);
    else if (isObject(present) && isObject(value)) members.set(key, merge(present, value, name));
    else throw new DiffFailed("dataInvalid", `${name}: the key ${JSON.stringify(key)} is there twice`);
  }
  return Object.fromEntries(members);
}
