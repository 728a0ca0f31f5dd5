import type { Json, JsonObject } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";

/**
 * Puts `input.version` of proxy events right. The Envoy plugin gives Rego an object there, but logs it as OPA's
 * syntax tree marshals: a list of pairs of `{"type", "value"}`.
 *
 * @returns the input with the object in place; the same input when it has no such list
 */
export function withEnvoyVersion(input: Json): Json {
  if (!isObject(input) || !Object.hasOwn(input, "version")) return input;
  const version = objectOfTerms(input.version);
  return version === undefined ? input : { ...input, version };
}

function objectOfTerms(pairs: Json | undefined): JsonObject | undefined {
  if (!isArray(pairs) || pairs.length === 0) return undefined;
  const members: [string, Json][] = [];
  for (const pair of pairs) {
    if (!isArray(pair) || pair.length !== 2) return undefined;
    const key = valueOfTerm(pair[0]);
    const value = valueOfTerm(pair[1]);
    if (typeof key !== "string" || value === undefined) return undefined;
    members.push([key, value]);
  }
  return Object.fromEntries(members);
}

function valueOfTerm(term: Json | undefined): Json | undefined {
  if (!isObject(term) || Object.keys(term).length !== 2) return undefined;
  const { type, value } = term;
  switch (type) {
    case "null":
      return null;
    case "boolean":
    case "number":
    case "string":
      return value;
    case "array": {
      if (!isArray(value)) return undefined;
      const elements = value.map(valueOfTerm);
      return elements.every((element) => element !== undefined) ? elements : undefined;
    }
    case "object":
      return isArray(value) && value.length === 0 ? {} : objectOfTerms(value);
    default:
      return undefined;
  }
}
