import type { Json, JsonObject } from "@bylaw/engine";
import type { MaskedField, RecordedEvent } from "../event/recorded-event.ts";
import { isObject } from "../json-value.ts";
import type { Wanted } from "../scan/wanted.ts";

/**
 * Whether all that decides what may have stood at masked fields is among the wanted places. It is where each field lies
 * in objects, or in nothing; and where one may not have been there, the object around it has another wanted member, so
 * that it was not made for the field.
 */
export function isKnownAround(event: RecordedEvent, fields: readonly MaskedField[], root: Wanted): boolean {
  if (fields.length === 0) return true;
  const [wanted] = root.inside;
  if (event.input.kind !== "given" || wanted === undefined) return false;
  const { value } = event.input;
  const all = fields.map(({ pointer }) => pointer.split("/").slice(2));
  return fields.every((field, index) => {
    // OPA and others read these in two ways.
    if (field.pointer.includes("~")) return false;
    return isPlaceKnown(value, all[index] ?? [], field.change === "replaced", wanted, all);
  });
}

function isPlaceKnown(
  input: Json,
  keys: readonly string[],
  mayBeAbsent: boolean,
  wanted: Wanted,
  masked: readonly (readonly string[])[],
): boolean {
  let value = input;
  let place = wanted;
  for (const [depth, key] of keys.entries()) {
    if (!isObject(value)) return false;
    if (depth === keys.length - 1) {
      const around = keys.slice(0, -1);
      const isMasked = (name: string) => masked.some((field) => startsWith(field, [...around, name]));
      return !mayBeAbsent || depth === 0 || hasOther(value, place, isMasked);
    }
    // What is not wanted may be otherwise in an event that is alike.
    const inner = place.whole ? place : memberOf(place, key);
    if (inner === undefined) return false;
    const inside: Json | undefined = Object.hasOwn(value, key) ? value[key] : undefined;
    // Where nothing is, nothing was made.
    if (inside === undefined) return true;
    value = inside;
    place = inner;
  }
  return true;
}

/** Whether an object has a member that no mask touched, and that is wanted. */
function hasOther(value: JsonObject, place: Wanted, isMasked: (name: string) => boolean): boolean {
  return Object.keys(value).some(
    (name) => !isMasked(name) && (place.whole || memberOf(place, name) !== undefined),
  );
}

function memberOf(place: Wanted, key: string): Wanted | undefined {
  const bytes = Buffer.from(key, "utf8");
  return place.inside.find((inner) => bytes.equals(inner.key));
}

function startsWith(path: readonly string[], beginning: readonly string[]): boolean {
  return path.length >= beginning.length && beginning.every((step, index) => step === path[index]);
}
