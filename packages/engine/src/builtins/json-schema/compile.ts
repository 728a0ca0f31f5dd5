// Source: OPA internal/gojsonschema/schema.go. Its errors are part of what json.verify_schema gives.

import type { Json } from "../../values/json.ts";
import { isInteger, type Numeric } from "../../values/number.ts";
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { compiledPattern } from "../regex.ts";
import { normalized, referred } from "./reference.ts";
import { canonicalText, type Draft, emptySchema, hybrid, type SubSchema } from "./sub-schema.ts";
import { isList, isObject, type Tree, type TreeObject, treeOf } from "./tree.ts";

type Spend = (steps: number) => void;

function refuse(why: string): never {
  throw new BuiltinError(why);
}

function invalidType(expected: string, given: string): never {
  return refuse(`Invalid type. Expected: ${expected}, given: ${given}`);
}

const typeNames = ["array", "boolean", "integer", "number", "null", "object", "string"];
const drafts: ReadonlyMap<string, Draft> = new Map<string, Draft>([
  ["http://json-schema.org/draft-04/schema", 4],
  ["http://json-schema.org/draft-06/schema", 6],
  ["http://json-schema.org/draft-07/schema", 7],
]);

// Schemas that refer to each other deeper than this are left to opa, whose stack grows.
const maxDepth = 250;

/** What all parts of one schema have in common. */
interface Compilation {
  readonly pool: Map<string, Tree>;
  /** The schemas that were referred to, by reference. */
  readonly references: Map<string, SubSchema>;
  readonly draft: Draft;
  readonly spend: Spend;
  depth: number;
}

/**
 * Checks a schema and prepares it for validation.
 *
 * @throws {BuiltinError} with OPA's message, when it is none
 * @throws {UnsupportedCall} for references that are not followed, and schemas nested too deeply
 */
export function compileSchema(schema: Json, spend: Spend): SubSchema {
  const draft = draftOf(schema);
  const pool = new Map<string, Tree>();
  const tree = treeOf(schema, pool);
  pool.set("", tree);
  return compile(tree, draft, { pool, references: new Map(), draft, spend, depth: 0 });
}

function draftOf(schema: Json): Draft {
  if (typeof schema === "boolean") return hybrid;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    return refuse("schema is invalid");
  const given = Object.hasOwn(schema, "$schema") ? (schema as Record<string, Json>).$schema : undefined;
  if (given === undefined) return hybrid;
  if (typeof given !== "string") return refuse("$schema must be of type string");
  return drafts.get(normalized(given)) ?? hybrid;
}

function compile(tree: Tree, draft: Draft, to: Compilation, made = emptySchema(draft)): SubSchema {
  to.spend(1);
  if (++to.depth > maxDepth) throw new UnsupportedCall("the schema is nested too deeply");
  if (draft >= 6 && typeof tree === "boolean") made.passes = tree;
  else if (isObject(tree)) compileKeywords(tree, made, to);
  else refuse("Expected: Valid Schema, given: Invalid JSON");
  to.depth--;
  return made;
}

function compileKeywords(tree: TreeObject, made: SubSchema, to: Compilation): void {
  const { draft } = made;
  const inner = (held: Tree) => compile(held, draft, to);
  checkText(tree, draft === 4 || (draft === hybrid && tree.has("id")) ? "id" : "$id");
  for (const definition of definitionsOf(tree)) inner(definition);
  for (const key of ["title", "description"]) checkText(tree, key);
  const reference = checkText(tree, "$ref");
  if (reference !== undefined) {
    const known = to.references.get(reference);
    if (known === undefined) {
      made.refersTo = compileReferred(reference, draft, to);
      return;
    }
    made.refersTo = known;
  }
  compileTypes(tree, made);
  compileObjects(tree, made, inner);
  compileItems(tree, made, inner);
  compileNumbers(tree, made);
  compileTexts(tree, made);
  compileSizes(tree, made);
  const contains = draft >= 6 ? tree.get("contains") : undefined;
  if (contains !== undefined) made.contains = inner(contains);
  const constant = draft >= 6 ? tree.get("const") : undefined;
  if (constant !== undefined) made.constant = canonicalText(constant, to.spend);
  compileEnumeration(tree, made, to.spend);
  compileCombined(tree, made, inner);
}

/** A `$ref` is compiled where it is met first; what stands beside it then is not looked at. */
function compileReferred(reference: string, draft: Draft, to: Compilation): SubSchema {
  const made = emptySchema(draft);
  to.references.set(reference, made);
  const tree = referred(reference, to.pool);
  if (typeof tree !== "boolean" && !isObject(tree)) refuse("Valid Schema must be of type object");
  return compile(tree, draft, to, made);
}

function checkText(tree: TreeObject, key: string): string | undefined {
  const given = tree.get(key);
  if (given === undefined || typeof given === "string") return given;
  return invalidType("string", key);
}

function checkList(tree: TreeObject, key: string): readonly Tree[] | undefined {
  const given = tree.get(key);
  if (given === undefined || isList(given)) return given;
  return refuse(`${key} must be of an array`);
}

function definitionsOf(tree: TreeObject): readonly Tree[] {
  const given = tree.get("definitions");
  if (given === undefined) return [];
  const wrong = () => invalidType("Array Of Schemas", "definitions");
  const definitions = isObject(given) ? [...given.values()] : wrong();
  return definitions.map((held) => (typeof held === "boolean" || isObject(held) ? held : wrong()));
}

function compileTypes(tree: TreeObject, made: SubSchema): void {
  const given = tree.get("type");
  if (given === undefined) return;
  if (typeof given !== "string" && !isList(given)) invalidType("type", "string/Array Of Strings");
  const types: string[] = [];
  for (const type of isList(given) ? given : [given]) {
    if (typeof type !== "string") invalidType("type", "string/Array Of Strings");
    if (!typeNames.includes(type))
      refuse(
        `has a primitive type that is NOT VALID -- given: /${type}/ Expected valid values are:[${typeNames.join(" ")}]`,
      );
    if (types.includes(type)) refuse(`${type} type is duplicated`);
    types.push(type);
  }
  made.types = types;
}

type Inner = (held: Tree) => SubSchema;

function compileObjects(tree: TreeObject, made: SubSchema, inner: Inner): void {
  const properties = tree.get("properties");
  if (properties !== undefined) {
    if (!isObject(properties)) refuse("Properties must be of type object");
    made.properties = new Map([...properties].map(([name, held]) => [name, inner(held)]));
  }
  const additional = tree.get("additionalProperties");
  if (additional !== undefined) {
    if (typeof additional !== "boolean" && !isObject(additional))
      invalidType("boolean/Valid Schema", "additionalProperties");
    made.additionalProperties = typeof additional === "boolean" ? additional : inner(additional);
  }
  const patterns = tree.get("patternProperties");
  if (patterns !== undefined) {
    if (!isObject(patterns)) invalidType("Valid Schema", "patternProperties");
    made.patternProperties = [...patterns].map(([text, held]) => {
      const pattern = patternOf(text, `Invalid regex pattern '${text}'`);
      return { pattern, schema: inner(held) };
    });
  }
  const names = made.draft >= 6 ? tree.get("propertyNames") : undefined;
  if (names !== undefined) {
    if (typeof names !== "boolean" && !isObject(names)) invalidType("Valid Schema", "patternProperties");
    made.propertyNames = inner(names);
  }
  compileDependencies(tree, made, inner);
}

function patternOf(text: string, why: string): ReturnType<typeof compiledPattern> {
  try {
    return compiledPattern(text);
  } catch {
    return refuse(why);
  }
}

function compileDependencies(tree: TreeObject, made: SubSchema, inner: Inner): void {
  const given = tree.get("dependencies");
  if (given === undefined) return;
  if (!isObject(given)) refuse("dependencies must be of type object");
  const wrong = () => refuse("Dependency must be of type Schema Or Array Of Strings");
  made.dependencies = new Map(
    [...given].map(([name, held]): [string, readonly string[] | SubSchema] => {
      if (isList(held)) return [name, held.map((other) => (typeof other === "string" ? other : wrong()))];
      return [name, typeof held === "boolean" || isObject(held) ? inner(held) : wrong()];
    }),
  );
}

function compileItems(tree: TreeObject, made: SubSchema, inner: Inner): void {
  const items = tree.get("items");
  const isSchema = (held: Tree) => typeof held === "boolean" || isObject(held);
  if (items !== undefined) {
    const wrong = () => invalidType("Valid Schema/Array Of Schemas", "items");
    if (isList(items)) made.items = items.map((held) => (isSchema(held) ? inner(held) : wrong()));
    else made.items = isSchema(items) ? inner(items) : wrong();
  }
  const additional = tree.get("additionalItems");
  if (additional === undefined) return;
  if (!isSchema(additional)) invalidType("boolean/Valid Schema", "additionalItems");
  made.additionalItems = typeof additional === "boolean" ? additional : inner(additional);
}

function isNumeric(tree: Tree | undefined): tree is Numeric {
  return typeof tree === "number" || typeof tree === "bigint";
}

function compileNumbers(tree: TreeObject, made: SubSchema): void {
  const multipleOf = tree.get("multipleOf");
  if (multipleOf !== undefined) {
    if (!isNumeric(multipleOf)) invalidType("Number", "multipleOf");
    if (multipleOf <= 0) refuse("multipleOf must be strictly greater than 0");
    made.multipleOf = multipleOf;
  }
  compileBound(tree, made, "minimum", "exclusiveMinimum");
  compileBound(tree, made, "maximum", "exclusiveMaximum");
}

function compileBound(
  tree: TreeObject,
  made: SubSchema,
  key: "minimum" | "maximum",
  exclusiveKey: "exclusiveMinimum" | "exclusiveMaximum",
): void {
  const bound = tree.get(key);
  if (bound !== undefined) {
    if (!isNumeric(bound)) refuse(`${key} must be of a Number`);
    made[key] = bound;
  }
  const exclusive = tree.get(exclusiveKey);
  if (exclusive === undefined) return;
  const { draft } = made;
  if (typeof exclusive === "boolean" && (draft === 4 || draft === hybrid)) {
    if (!isNumeric(bound)) refuse(`${exclusiveKey} cannot be used without ${key}`);
    if (!exclusive) return;
    made[exclusiveKey] = bound;
    delete made[key];
  } else if (isNumeric(exclusive) && draft !== 4) made[exclusiveKey] = exclusive;
  else invalidType(draft === 4 ? "boolean" : draft === hybrid ? "boolean/number" : "number", exclusiveKey);
}

type Size = "minLength" | "maxLength" | "minProperties" | "maxProperties" | "minItems" | "maxItems";

function compileSize(tree: TreeObject, made: SubSchema, key: Size): void {
  const given = tree.get(key);
  if (given === undefined) return;
  if (!isNumeric(given) || !isInteger(given) || BigInt.asIntN(64, BigInt(given)) !== BigInt(given))
    refuse(`${key} must be of an integer`);
  if (given < 0) refuse(`${key} must be greater than or equal to 0`);
  made[key] = given;
}

function compileTexts(tree: TreeObject, made: SubSchema): void {
  compileSize(tree, made, "minLength");
  compileSize(tree, made, "maxLength");
  if ((made.minLength ?? 0) > (made.maxLength ?? Number.POSITIVE_INFINITY))
    refuse("minLength cannot be greater than maxLength");
  const text = checkText(tree, "pattern");
  if (text !== undefined) made.pattern = { text, compiled: patternOf(text, "pattern must be a valid regex") };
  made.format = checkText(tree, "format") ?? "";
}

function compileSizes(tree: TreeObject, made: SubSchema): void {
  compileSize(tree, made, "minProperties");
  compileSize(tree, made, "maxProperties");
  if ((made.minProperties ?? 0) > (made.maxProperties ?? Number.POSITIVE_INFINITY))
    refuse("minProperties cannot be greater than maxProperties");
  const required = (checkList(tree, "required") ?? []).map((name) =>
    typeof name === "string" ? name : invalidType("string", "required"),
  );
  if (new Set(required).size < required.length) refuse("required items must be unique");
  made.required = required;
  compileSize(tree, made, "minItems");
  compileSize(tree, made, "maxItems");
  const unique = tree.get("uniqueItems");
  if (unique === undefined) return;
  if (typeof unique !== "boolean") refuse("uniqueItems must be of a boolean");
  made.uniqueItems = unique;
}

function compileEnumeration(tree: TreeObject, made: SubSchema, spend: Spend): void {
  const values = checkList(tree, "enum")?.map((value) => canonicalText(value, spend));
  if (values === undefined) return;
  if (new Set(values).size < values.length) refuse("enum items must be unique");
  made.enumeration = values;
}

function compileCombined(tree: TreeObject, made: SubSchema, inner: Inner): void {
  for (const key of ["oneOf", "anyOf", "allOf"] as const) made[key] = (checkList(tree, key) ?? []).map(inner);
  const one = (key: string) => {
    const given = tree.get(key);
    if (given === undefined || typeof given === "boolean" || isObject(given)) return given;
    return refuse(`${key} must be of an object`);
  };
  const not = one("not");
  if (not !== undefined) made.not = inner(not);
  if (made.draft < 7) return;
  for (const [key, member] of [
    ["if", "condition"],
    ["then", "then"],
    ["else", "otherwise"],
  ] as const) {
    const given = one(key);
    if (given !== undefined) made[member] = inner(given);
  }
}
