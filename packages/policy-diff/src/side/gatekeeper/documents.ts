import { readFile, stat } from "node:fs/promises";
import { relative, sep } from "node:path";
import type { Json, JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import { glob } from "tinyglobby";
import type { Document, LineCounter, ScalarTag } from "yaml";
import { DiffFailed } from "../../failure.ts";
import { isArray, isObject } from "../../json-value.ts";
import { yaml } from "../../large-packages.ts";

/** An object of Kubernetes, as a file holds it. */
export interface KubernetesDocument {
  /** Relative to the folder, with slashes. */
  readonly file: string;
  readonly value: JsonObject;
  /** The row, from 1, at which the document begins. */
  readonly row: number;
  /** The row of a text within it, and whether each line of the text has a row of its own from there on. */
  placeOf(path: readonly (string | number)[]): TextPlace | undefined;
}

export interface TextPlace {
  readonly row: number;
  readonly byLine: boolean;
}

const maxFileBytes = 256 * 1024 * 1024;
const maxDocuments = 1_000_000;

/**
 * Reads objects from a YAML or JSON file, or from all in a folder. Lists, such as `kubectl get -o json` prints, are
 * taken apart.
 *
 * @param path absolute
 * @throws DiffFailed `policyInvalid`
 */
export async function readDocuments(path: string): Promise<readonly KubernetesDocument[]> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder
    ? await glob("**/*.{yaml,yml,json}", {
        cwd: path,
        absolute: true,
        dot: false,
        ignore: ["**/node_modules/**"],
      })
    : [path];
  const found: KubernetesDocument[] = [];
  for (const file of [...files].sort()) {
    const name = isFolder ? relative(path, file).split(sep).join("/") : (file.split(/[\\/]/).at(-1) ?? file);
    if ((await stat(file)).size > maxFileBytes)
      throw new DiffFailed("policyInvalid", `${name} is longer than ${maxFileBytes} bytes`);
    const text = await readFile(file, "utf8");
    for (const document of documentsIn(text, name)) found.push(document);
    if (found.length > maxDocuments)
      throw new DiffFailed("policyInvalid", `${name}: more than ${maxDocuments} objects`);
  }
  return found;
}

function documentsIn(text: string, file: string): readonly KubernetesDocument[] {
  if (file.endsWith(".json")) {
    const value = parsedJson(text, file);
    return itemsOf(value).map((item) => ({ file, value: item, row: 1, placeOf: () => undefined }));
  }
  const { LineCounter, parseAllDocuments } = yaml();
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, {
    customTags: (tags) => [...tags, yes, no],
    merge: true,
    lineCounter: lines,
  });
  return (isArray(documents as never) ? [...documents] : []).flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) {
      // What the parser says quotes the document, which may hold secrets.
      const [start] = error.linePos ?? [];
      const at = start === undefined ? "" : `, at line ${start.line}, column ${start.col}`;
      throw new DiffFailed("policyInvalid", `${file}: it is not valid YAML${at}`);
    }
    const row = lines.linePos(document.range[0]).line;
    return itemsOf(jsonOf(document, file)).map((value) => ({
      file,
      value,
      row,
      placeOf: (path: readonly (string | number)[]) => textPlace(document, path, lines),
    }));
  });
}

function jsonOf(document: Document, file: string): Json {
  try {
    // `toJS` bounds what aliases expand to.
    return parseJson(JSON.stringify(document.toJS()) ?? "null");
  } catch {
    throw new DiffFailed(
      "policyInvalid",
      `${file}: its aliases are too many, or it holds what JSON cannot say`,
    );
  }
}

function parsedJson(text: string, file: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw new DiffFailed("policyInvalid", `${file}: it is not valid JSON`);
  }
}

function itemsOf(value: Json): readonly JsonObject[] {
  if (!isObject(value)) return [];
  const { items, kind } = value;
  return isArray(items) && typeof kind === "string" && kind.endsWith("List")
    ? items.filter(isObject)
    : [value];
}

function textPlace(
  document: Document,
  path: readonly (string | number)[],
  lines: LineCounter,
): TextPlace | undefined {
  const node: unknown = document.getIn(path, true);
  if (!yaml().isScalar(node) || node.range == null) return undefined;
  const { line } = lines.linePos(node.range[0]);
  const byLine = node.type === "BLOCK_LITERAL";
  return { row: byLine ? line + 1 : line, byLine };
}

/** Kubernetes reads YAML as version 1.1 had its truth values. */
const yes: ScalarTag = {
  tag: "tag:yaml.org,2002:bool",
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|on|On|ON)$/,
  resolve: () => true,
};
const no: ScalarTag = { ...yes, test: /^(?:n|N|no|No|NO|off|Off|OFF)$/, resolve: () => false };
