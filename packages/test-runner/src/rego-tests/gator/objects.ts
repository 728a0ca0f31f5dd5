import { readFile } from "node:fs/promises";
import type { Json, JsonObject } from "@bylaw/engine";
import { parseAllDocuments } from "yaml";
import { isObject } from "../../json-value.ts";

/** A suite, or a file that it names, is not what it should be. */
export class InvalidSuite extends Error {
  override readonly name = "InvalidSuite";
}

/**
 * Reads the objects of Kubernetes in a file.
 *
 * @throws {InvalidSuite} when it cannot be read
 */
export async function readObjects(file: string, shown: string): Promise<readonly JsonObject[]> {
  const text = await readFile(file, "utf8").catch(() => {
    throw new InvalidSuite(`${shown} cannot be read`);
  });
  const documents = parseAllDocuments(text);
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error !== undefined) throw new InvalidSuite(`${shown}: ${error.message}`);
    const value: Json = document.toJS({ maxAliasCount: 100 });
    return isObject(value) ? [value] : [];
  });
}

/** @throws {InvalidSuite} when there is not exactly one object in the file */
export async function readObject(file: string, shown: string): Promise<JsonObject> {
  const [object, ...others] = await readObjects(file, shown);
  if (object === undefined || others.length > 0)
    throw new InvalidSuite(`${shown} holds ${object === undefined ? "no object" : "several objects"}`);
  return object;
}

/** Group and version of an object, and what it is called. */
export interface ObjectNames {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly name: string;
  /** Empty for what is in none. */
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export function namesOf(object: JsonObject): ObjectNames {
  const apiVersion = textOf(object.apiVersion);
  const slash = apiVersion.indexOf("/");
  const metadata = isObject(object.metadata) ? object.metadata : {};
  const labels = isObject(metadata.labels) ? metadata.labels : {};
  return {
    group: slash === -1 ? "" : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind: textOf(object.kind),
    name: textOf(metadata.name),
    namespace: textOf(metadata.namespace),
    labels: Object.fromEntries(Object.entries(labels).map(([key, value]) => [key, textOf(value)])),
  };
}

export function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}
