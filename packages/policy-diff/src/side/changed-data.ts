import type { Json, JsonObject } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isObject } from "../json-value.ts";

/** More are not told apart: the place above them is given. */
const maxPlaces = 200;
const maxDepth = 6;

/**
 * The places at which base documents differ, the deepest at which both sides have objects around.
 *
 * @returns sorted; the empty path stands for everything
 */
export function changedData(base: Json | undefined, head: Json | undefined): readonly (readonly string[])[] {
  for (let depth = maxDepth; depth > 0; depth--) {
    const places = differences(base ?? {}, head ?? {}, depth);
    if (places.length <= maxPlaces) return places.map((place) => [...place]);
  }
  return [[]];
}

function differences(
  a: Json | undefined,
  b: Json | undefined,
  depth: number,
): readonly (readonly string[])[] {
  if (a !== undefined && b !== undefined && canonical(a) === canonical(b)) return [];
  if (depth === 0 || !isObject(a) || !isObject(b)) return [[]];
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].sort();
  return keys.flatMap((key) =>
    differences(ownOf(a, key), ownOf(b, key), depth - 1).map((rest) => [key, ...rest]),
  );
}

function ownOf(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
