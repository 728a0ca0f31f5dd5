import type { Json } from "./json.ts";
import { stringifyJson } from "./json-text.ts";
import { isArray, objectEntries, RegoObject, RegoSet, type Value } from "./value.ts";

/**
 * The JSON of a value, as OPA gives it: sets become arrays in Rego's order, keys that are no strings become their
 * JSON text.
 */
export function jsonOf(value: Value): Json {
  if (typeof value === "string") return printable(value);
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) return value.map(jsonOf);
  if (value instanceof RegoSet) return value.values().map(jsonOf);
  if (!(value instanceof RegoObject) && isJson(value)) return value as Json;
  const made: Record<string, Json> = {};
  for (const [key, held] of objectEntries(value)) {
    const name = typeof key === "string" ? printable(key) : stringifyJson(jsonOf(key));
    // `__proto__` must become a property like all others.
    Object.defineProperty(made, name, {
      value: jsonOf(held),
      enumerable: true,
      writable: true,
      configurable: true,
    });
  }
  return made;
}

/** Bytes that are no UTF-8 are lone surrogates here, see `builtins/bytes.ts`, and replacement characters in JSON. */
function printable(text: string): string {
  return text.isWellFormed() ? text : text.toWellFormed();
}

/** Whether nothing in it needs a conversion. */
function isJson(value: Value): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  if (isArray(value)) return value.every(isJson);
  if (value instanceof RegoSet || value instanceof RegoObject) return false;
  return Object.entries(value).every(([key, held]) => key.isWellFormed() && isJson(held));
}
