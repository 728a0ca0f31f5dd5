import type { Json, JsonObject } from "@bylaw/engine";
import { isArray, isObject } from "../json-value.ts";

/**
 * An event as if a mask had erased a place of its input.
 *
 * @param pointer such as `/input/user/email`; an array on the way is erased as a whole
 * @returns the event itself when nothing is there
 */
export function withoutPlace(event: JsonObject, pointer: string): JsonObject {
  const keys = pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
  const erased: string[] = [];
  const kept = without(event, keys, [], erased);
  if (erased.length === 0 || !isObject(kept)) return event;
  const before = isArray(event.erased) ? event.erased : [];
  return { ...kept, erased: [...before, ...erased].sort() };
}

function without(
  value: Json,
  keys: readonly string[],
  way: readonly string[],
  erased: string[],
): Json | undefined {
  const [key, ...rest] = keys;
  if (key === undefined || isArray(value)) {
    erased.push(["", ...way.map((step) => step.replaceAll("~", "~0").replaceAll("/", "~1"))].join("/"));
    return undefined;
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  const { [key]: held, ...others } = value;
  const inside = held === undefined ? undefined : without(held, rest, [...way, key], erased);
  return inside === undefined ? others : { ...others, [key]: inside };
}
