import { isDomainScalar, isWellFormedText } from "./scalar.ts";
import type { Property, Schema } from "./schema.ts";

/** Keywords that say nothing of values. */
const annotations: ReadonlySet<string> = new Set([
  ...["$schema", "$id", "$comment", "$defs", "definitions"],
  ...["title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly"],
]);

/** Keywords that only narrow down what others say, so that a shape may leave them unchecked when its author says so. */
export const narrowingKeywords = [
  "additionalProperties",
  "contentEncoding",
  "contentMediaType",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "integer",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "pattern",
  "propertyNames",
  "uniqueItems",
] as const;

/** A keyword that a shape may leave unchecked; `integer` stands for the type of that name. */
export type NarrowingKeyword = (typeof narrowingKeywords)[number];

/** How a document is read. */
export interface JsonSchemaOptions {
  /** Keywords that the shape does not check: it takes more values than the document then. */
  readonly unchecked?: readonly NarrowingKeyword[];
}

const deepest = 24;
const mostSchemas = 5_000;

type Keywords = Readonly<Record<string, unknown>>;

interface Reading {
  readonly root: unknown;
  readonly unchecked: ReadonlySet<string>;
  /** How many schemas were read so far: a few references may stand for very many. */
  count: number;
}

/** Reads a schema within another, at some keys below it. */
type Read = (inner: unknown, ...keys: readonly string[]) => Schema;

/**
 * The schema of a shape that a JSON Schema document describes.
 * @param document JSON Schema of the drafts from 2019-09 on, or an older one that says the same, as data
 * @returns what `t` would make for the same values
 * @throws TypeError naming the keyword and its place, as a JSON pointer, for what a shape cannot say
 */
export function schemaOfJsonSchema(document: unknown, options: JsonSchemaOptions = {}): Schema {
  const unchecked = new Set<string>(options.unchecked ?? []);
  for (const keyword of unchecked) {
    if (!narrowingKeywords.some((one) => one === keyword))
      throw new TypeError(`${JSON.stringify(keyword)} cannot be left unchecked`);
  }
  return schemaAt({ root: document, unchecked, count: 0 }, document, "#", 0);
}

function refused(place: string, what: string): TypeError {
  return new TypeError(`${place}: ${what}`);
}

function schemaAt(reading: Reading, given: unknown, place: string, depth: number): Schema {
  reading.count += 1;
  if (depth > deepest) throw refused(place, "it is nested too deeply, or refers to itself");
  if (reading.count > mostSchemas) throw refused(place, "the document is too large");
  if (given === true) return { kind: "unknown" };
  if (!isRecord(given)) throw refused(place, "a schema that allows nothing, or is none");
  const read: Read = (inner, ...keys) =>
    schemaAt(reading, inner, [place, ...keys.map(escaped)].join("/"), depth + 1);
  const { $ref, anyOf, oneOf } = given;
  if ($ref !== undefined) {
    onlyKeywords(reading, given, ["$ref"], place);
    const target = resolved(reading.root, $ref, place);
    return schemaAt(reading, target, String($ref), depth + 1);
  }
  const members = anyOf ?? oneOf;
  if (members !== undefined) {
    const keyword = anyOf === undefined ? "oneOf" : "anyOf";
    onlyKeywords(reading, given, [keyword], place);
    if (!Array.isArray(members) || members.length === 0)
      throw refused(`${place}/${keyword}`, "no list of schemas");
    const found = members.map((member, index) => read(member, keyword, String(index)));
    if (keyword === "oneOf" && !areApart(found))
      throw refused(
        `${place}/oneOf`,
        "a value may be of two of its schemas; write anyOf, or tell them apart by a const",
      );
    return unionOf(found);
  }
  if (Object.hasOwn(given, "const") || Object.hasOwn(given, "enum")) return literals(reading, given, place);
  return typed(reading, given, place, read);
}

function typed(reading: Reading, given: Keywords, place: string, read: Read): Schema {
  const { type } = given;
  if (type === undefined) {
    onlyKeywords(reading, given, [], place);
    return { kind: "unknown" };
  }
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const own = types.flatMap((one) => (typeof one === "string" ? (keywordsOfTypes.get(one) ?? []) : []));
  onlyKeywords(reading, given, ["type", ...own], place);
  if (types.length === 0) throw refused(`${place}/type`, "no type");
  return unionOf(
    types.map((one) => {
      switch (one) {
        case "string":
        case "number":
        case "boolean":
        case "null":
          return { kind: one };
        case "integer":
          if (reading.unchecked.has("integer")) return { kind: "number" };
          throw refused(`${place}/type`, "integer, where a shape has numbers");
        case "array":
          return {
            kind: "array",
            element: given.items === undefined ? { kind: "unknown" } : read(given.items, "items"),
          };
        case "object":
          return objectOf(reading, given, place, read);
        default:
          throw refused(`${place}/type`, `no type: ${shown(one)}`);
      }
    }),
  );
}

const keywordsOfTypes: ReadonlyMap<string, readonly string[]> = new Map([
  ["array", ["items"]],
  ["object", ["properties", "required", "additionalProperties"]],
]);

function objectOf(
  reading: Reading,
  { properties, required = [], additionalProperties }: Keywords,
  place: string,
  read: Read,
): Schema {
  const names: readonly unknown[] = Array.isArray(required) ? required : [required];
  const isOpen = additionalProperties === undefined || additionalProperties === true;
  if (properties === undefined) {
    if (names.length > 0) throw refused(`${place}/required`, "a property that is not described");
    if (isOpen || reading.unchecked.has("additionalProperties"))
      return { kind: "map", value: { kind: "unknown" } };
    return { kind: "map", value: read(additionalProperties, "additionalProperties") };
  }
  if (!isRecord(properties)) throw refused(`${place}/properties`, "no object");
  if (!isOpen && !reading.unchecked.has("additionalProperties"))
    throw refused(`${place}/additionalProperties`, "an object of a shape may have further properties");
  const missing = names.find((name) => typeof name !== "string" || !Object.hasOwn(properties, name));
  if (missing !== undefined) throw refused(`${place}/required`, `${shown(missing)}, which is not described`);
  // No prototype, so that a property called `constructor` is looked up as data.
  const found: Record<string, Property> = Object.create(null);
  for (const [name, inner] of Object.entries(properties)) {
    if (name === "__proto__" || !isWellFormedText(name))
      throw refused(`${place}/properties`, `a property that cannot be read: ${shown(name)}`);
    found[name] = { schema: read(inner, "properties", name), optional: !names.includes(name) };
  }
  return { kind: "object", properties: found };
}

function literals(reading: Reading, given: Keywords, place: string): Schema {
  const keyword = Object.hasOwn(given, "const") ? "const" : "enum";
  onlyKeywords(reading, given, [keyword, "type"], place);
  const values: unknown = keyword === "const" ? [given.const] : given.enum;
  if (!Array.isArray(values) || values.length === 0) throw refused(`${place}/enum`, "no list of values");
  const found = values.map((value: unknown) => {
    if (!isDomainScalar(value))
      throw refused(
        `${place}/${keyword}`,
        `${shown(value)} is no text, number, boolean or null that a shape can say`,
      );
    if (given.type !== undefined && !hasType(value, given.type))
      throw refused(`${place}/${keyword}`, `${shown(value)} is not of the type beside it`);
    return value;
  });
  return { kind: "oneOf", values: found };
}

function hasType(value: string | number | boolean | null, type: unknown): boolean {
  const types: readonly unknown[] = Array.isArray(type) ? type : [type];
  const name = value === null ? "null" : typeof value;
  return types.includes(name) || (Number.isInteger(value) && types.includes("integer"));
}

/** Refuses keywords that the shape would not check. */
function onlyKeywords(reading: Reading, given: Keywords, known: readonly string[], place: string): void {
  for (const keyword of Object.keys(given)) {
    if (known.includes(keyword) || annotations.has(keyword)) continue;
    if (reading.unchecked.has(keyword) && keyword !== "additionalProperties") continue;
    const isNarrowing = narrowingKeywords.some((one) => one === keyword);
    throw refused(
      `${place}/${escaped(keyword)}`,
      isNarrowing ? "a shape cannot check it" : "a shape cannot say it here",
    );
  }
}

function unionOf(members: readonly Schema[]): Schema {
  const [only] = members;
  return members.length === 1 && only !== undefined ? only : { kind: "union", members };
}

/** Whether no value is of two of the schemas: their types differ, or a required property has other literals in each. */
function areApart(members: readonly Schema[]): boolean {
  return members.every((one, index) => members.slice(index + 1).every((other) => isApart(one, other)));
}

function isApart(one: Schema, other: Schema): boolean {
  if (one.kind === "union") return one.members.every((member) => isApart(member, other));
  if (other.kind === "union") return isApart(other, one);
  if (one.kind === "unknown" || other.kind === "unknown") return false;
  if (one.kind === "oneOf" && other.kind === "oneOf")
    return one.values.every((value) => !other.values.includes(value));
  if (one.kind === "object" && other.kind === "object")
    return Object.entries(one.properties).some(([name, property]) => {
      const same = Object.hasOwn(other.properties, name) ? other.properties[name] : undefined;
      return (
        same !== undefined && !property.optional && !same.optional && isApart(property.schema, same.schema)
      );
    });
  return typesOf(one).every((type) => !typesOf(other).includes(type));
}

function typesOf(schema: Exclude<Schema, { kind: "union" | "unknown" }>): readonly string[] {
  switch (schema.kind) {
    case "oneOf":
      return schema.values.map((value) => (value === null ? "null" : typeof value));
    case "map":
    case "object":
      return ["object"];
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "array":
      return [schema.kind];
  }
}

/** What `#/$defs/name` refers to. */
function resolved(root: unknown, reference: unknown, place: string): unknown {
  if (typeof reference !== "string" || !/^#(?:\/|$)/.test(reference))
    throw refused(`${place}/$ref`, `a reference to another document: ${shown(reference)}`);
  return reference
    .split("/")
    .slice(1)
    .reduce<unknown>((inner, step) => {
      const key = step.replaceAll("~1", "/").replaceAll("~0", "~");
      if (isRecord(inner) && Object.hasOwn(inner, key)) return inner[key];
      throw refused(`${place}/$ref`, `there is no ${shown(reference)}`);
    }, root);
}

function isRecord(value: unknown): value is Keywords {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A key in a JSON pointer. */
function escaped(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? String(value)).slice(0, 60);
}
