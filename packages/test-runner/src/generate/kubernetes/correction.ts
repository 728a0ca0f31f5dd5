import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";

/** Makes of any value one that the API server takes; one that it takes stays as it is. */
export type Correction = (value: Json) => Json;

/** Whether something is said: `null` says as little as nothing at all. */
export function isGiven(value: Json | undefined): value is Json {
  return value !== undefined && value !== null;
}

/** An object with some of its members corrected; what is not given stays so. */
export function corrected(object: JsonObject, corrections: Readonly<Record<string, Correction>>): JsonObject {
  // A copy with some members set: much faster than one made of entries, and this is done to every object.
  const result: Record<string, Json> = { ...object };
  for (const name of Object.keys(object)) {
    const correct = corrections[name];
    const value = object[name];
    if (correct !== undefined && Object.hasOwn(corrections, name) && isGiven(value))
      result[name] = correct(value);
  }
  return result;
}

/** Objects with these members corrected. */
export function object(corrections: Readonly<Record<string, Correction>>): Correction {
  return (value) => corrected(objectOf(value), corrections);
}

/** Lists with each element corrected. */
export function list(correct: Correction): Correction {
  return (value) => listOf(value).map(correct);
}

/** Maps with each key and each value corrected. */
export function map(key: (text: string, index: number) => string, value: Correction): Correction {
  return (given) =>
    Object.fromEntries(
      Object.entries(objectOf(given)).map(([name, one], index) => [key(name, index), value(one)]),
    );
}

/** One of some values; the first where it is another. */
export function oneOf(first: string, ...others: readonly string[]): Correction {
  return (value) => ([first, ...others].some((one) => one === value) ? value : first);
}

/** Whole numbers from `min` to `max`; the nearest where it is another. */
export function whole(min: number, max: number): Correction {
  return (value) => Math.min(max, Math.max(min, Math.trunc(Number(value) || 0)));
}

/** Texts of a form; another where it is none. */
export function text(form: RegExp, otherwise: string): Correction {
  return (value) => (typeof value === "string" && form.test(value) ? value : otherwise);
}

/** An object without some of its members. */
export function without(given: JsonObject, ...names: readonly string[]): JsonObject {
  if (!names.some((name) => Object.hasOwn(given, name))) return given;
  return Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
}

/**
 * Of some members that exclude each other, the first that is given.
 *
 * @param otherwise what an object without any of them gets
 */
export function exactlyOne(given: JsonObject, names: readonly string[], otherwise: JsonObject): JsonObject {
  const chosen = names.find((name) => isGiven(given[name]));
  const rest = without(given, ...names);
  return chosen === undefined ? { ...rest, ...otherwise } : { ...rest, [chosen]: given[chosen] ?? null };
}

/** Elements without those whose key an earlier one has. */
export function distinct(values: readonly Json[], key: (value: JsonObject) => Json): readonly Json[] {
  const keys = values.map((value) => JSON.stringify(key(objectOf(value))));
  return values.filter((_, index) => keys.indexOf(keys[index] ?? "") === index);
}
