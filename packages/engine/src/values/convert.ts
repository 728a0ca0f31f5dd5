import type { Json } from "./json.ts";
import { stringifyJson } from "./json-text.ts";
import {
  Collection,
  isArray,
  objectEntries,
  type PlainObject,
  RegoObject,
  RegoSet,
  type Value,
} from "./value.ts";

/** Counts what is looked at; throws when that is too much. */
export type Spend = (steps: number) => void;

const uncounted: Spend = () => undefined;
// What is made takes memory, too.
const stepsToMake = 16;

/**
 * The JSON of a value, as OPA gives it: sets become arrays in Rego's order, keys that are no strings become their
 * JSON text.
 */
export function jsonOf(value: Value): Json {
  return boundedJsonOf(value, uncounted);
}

/**
 * {@link jsonOf} for an answer: values can share their parts, so that the JSON is larger than all that an evaluation
 * has made.
 */
export function boundedJsonOf(value: Value, spend: Spend): Json {
  if (typeof value === "string") return printable(value);
  if (typeof value !== "object" || value === null) return value;
  if (!(value instanceof RegoObject) && isJson(value, spend)) return value as Json;
  spend(stepsToMake);
  if (isArray(value)) return value.map((held) => boundedJsonOf(held, spend));
  if (value instanceof RegoSet) return value.values().map((held) => boundedJsonOf(held, spend));
  const made: Record<string, Json> = {};
  for (const [key, held] of objectEntries(value)) {
    const name = typeof key === "string" ? printable(key) : stringifyJson(sortedJson(jsonOf(key)));
    const json = boundedJsonOf(held, spend);
    if (name === "__proto__") defineOwn(made, name, json);
    else made[name] = json;
  }
  return made;
}

/** `__proto__` must become a property like all others. */
function defineOwn(object: object, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
}

/** Bytes that are no UTF-8 are lone surrogates here, see `builtins/bytes.ts`, and replacement characters in JSON. */
function printable(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** JSON with the keys of all objects in OPA's order, as its text has them. */
function sortedJson(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(sortedJson);
  const sorted: Record<string, Json> = Object.create(null);
  for (const [key, held] of objectEntries(value as PlainObject))
    sorted[String(key)] = sortedJson(held as Json);
  return sorted;
}

/** Whether nothing in it needs a conversion. */
function isJson(value: Value, spend: Spend): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  spend(1);
  if (isArray(value)) return value.every((held) => isJson(held, spend));
  if (value instanceof Collection) return false;
  const object = value as PlainObject;
  for (const key of Object.keys(object))
    if (!key.isWellFormed() || !isJson(object[key] ?? null, spend)) return false;
  return true;
}
