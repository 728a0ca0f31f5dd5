import type { Json, JsonObject } from "../../values/json.ts";
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { resolved } from "./reference.ts";

/** The JSON of a schema; its references are absolute. */
export type Tree = null | boolean | number | bigint | string | readonly Tree[] | TreeObject;
export type TreeObject = ReadonlyMap<string, Tree>;

export function isObject(tree: Tree | undefined): tree is TreeObject {
  return tree instanceof Map;
}

export function isList(tree: Tree | undefined): tree is readonly Tree[] {
  return Array.isArray(tree);
}

// Schemas nested deeper than this are left to opa, whose stack grows.
const maxDepth = 250;

/** What follows on these is data. */
const literal: ReadonlySet<string> = new Set(["const", "enum"]);
/** What these hold is named by the schema, and no keyword. */
const named: ReadonlySet<string> = new Set(["properties", "dependencies", "patternProperties"]);

/**
 * Makes all references absolute, and finds what has an id of its own. Source: OPA internal/gojsonschema,
 * schemaPool.go.
 *
 * @param pool gets each part that has an id
 * @throws {BuiltinError} when two have the same
 * @throws {UnsupportedCall} for URLs that are not understood here, and schemas nested too deeply
 */
export function treeOf(schema: Json, pool: Map<string, Tree>): Tree {
  return withReferences(schema, "", pool, 0);
}

function withReferences(schema: Json, base: string, pool: Map<string, Tree>, depth: number): Tree {
  if (depth > maxDepth) throw new UnsupportedCall("the schema is nested too deeply");
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((held: Json) => withReferences(held, base, pool, depth + 1));
  const given = schema as JsonObject;
  const made = new Map<string, Tree>();
  const id = given[Object.hasOwn(given, "id") ? "id" : "$id"];
  let own = base;
  if (typeof id === "string") {
    own = resolved(base, id);
    if (pool.has(own)) throw new BuiltinError(`Reference already exists: "${own}"`);
    pool.set(own, made);
  }
  for (const [key, held] of Object.entries(given)) {
    if (key === "$ref" && typeof held === "string") made.set(key, resolved(own, held));
    else if (literal.has(key)) made.set(key, plain(held, depth + 1));
    else if (named.has(key)) made.set(key, namedParts(held, own, pool, depth + 1));
    else made.set(key, withReferences(held, own, pool, depth + 1));
  }
  return made;
}

function namedParts(parts: Json, base: string, pool: Map<string, Tree>, depth: number): Tree {
  if (typeof parts !== "object" || parts === null || Array.isArray(parts)) return plain(parts, depth);
  return new Map(
    Object.entries(parts as JsonObject).map(([name, part]) => [
      name,
      withReferences(part, base, pool, depth + 1),
    ]),
  );
}

function plain(value: Json, depth: number): Tree {
  if (depth > maxDepth) throw new UnsupportedCall("the schema is nested too deeply");
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((held: Json) => plain(held, depth + 1));
  return new Map(Object.entries(value as JsonObject).map(([key, held]) => [key, plain(held, depth + 1)]));
}
