import type { Json } from "./json.ts";
import { stringifyJson } from "./json-text.ts";
import { isArray, objectEntries, RegoObject, RegoSet, type Value } from "./value.ts";

/**
 * The JSON of a value, as OPA gives it: sets become arrays in Rego's order, keys that are no strings become their
 * JSON text.
 */
export function jsonOf(value: Value): Json {
  if (typeof value !== "object" || value === null) return value;
  if (isArray(value)) return value.map(jsonOf);
  if (value instanceof RegoSet) return value.values().map(jsonOf);
  if (!(value instanceof RegoObject) && isJson(value)) return value as Json;
  const made: Record<string, Json> = {};
  for (const [key, held] of objectEntries(value)) {
    const name = typeof key === "string" ? key : stringifyJson(jsonOf(key));
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

/** Whether nothing in it needs a conversion. */
function isJson(value: Value): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (isArray(value)) return value.every(isJson);
  if (value instanceof RegoSet || value instanceof RegoObject) return false;
  return Object.values(value).every(isJson);
}
