import type { Json, JsonObject } from "../values/json.ts";
import { isArray, isObject } from "../values/value.ts";
import { type Place, placeOf, type UnknownField } from "./unknown-input.ts";

/** An input that tells whether anything was asked of its unknown fields. */
export interface WatchedInput {
  /** Reads as the input that it was made of. */
  readonly input: Json;
  /**
   * Whether a field, or what it would alter in the objects and arrays around it, was looked at. A decision that looked
   * at none is the same whatever the fields were.
   */
  readonly isLookedAt: () => boolean;
}

/**
 * @param fields as for {@link unknownInput}; of each that is there, the input's own value is read
 * @returns undefined where all of the input is unknown
 */
export function watchedInput(
  input: Json | undefined,
  fields: readonly UnknownField[],
): WatchedInput | undefined {
  let looked = false;
  const look = () => {
    looked = true;
  };
  const { value, isUnknown } = watched(input, placeOf(fields), look);
  return isUnknown || value === undefined ? undefined : { input: value, isLookedAt: () => looked };
}

interface Watched {
  readonly value: Json | undefined;
  /** Whether the value as a whole is unknown, or whether there is one: then whoever holds it must watch. */
  readonly isUnknown: boolean;
}

/** What is unknown is never less than in `unknownInput`; where it is more, a look says nothing. */
function watched(value: Json | undefined, place: Place, look: () => void): Watched {
  if (place.field === undefined && place.inside.size === 0) return { value, isUnknown: false };
  if (place.field !== undefined || isArray(value) || !isObject(value)) return { value, isUnknown: true };
  const object = value as JsonObject;
  const unknown = new Set<string>();
  const replaced: [string, Json][] = [];
  for (const [key, inner] of place.inside) {
    const held = watched(Object.hasOwn(object, key) ? object[key] : undefined, inner, look);
    if (held.isUnknown) unknown.add(key);
    else if (held.value !== undefined) replaced.push([key, held.value]);
  }
  const copy: JsonObject = replaced.length === 0 ? object : { ...object, ...Object.fromEntries(replaced) };
  const own = Object.keys(object);
  return {
    value: unknown.size === 0 ? copy : new Proxy(copy, watching(unknown, look)),
    // OPA makes objects for a field that it replaces, so one that holds nothing else may not have been there.
    isUnknown: own.length > 0 && own.every((key) => unknown.has(key)),
  };
}

function watching(unknown: ReadonlySet<string>, look: () => void): ProxyHandler<JsonObject> {
  const ask = (key: string | symbol) => {
    if (typeof key === "string" && unknown.has(key)) look();
  };
  return {
    get: (target, key) => {
      ask(key);
      return Reflect.get(target, key);
    },
    has: (target, key) => {
      ask(key);
      return Reflect.has(target, key);
    },
    getOwnPropertyDescriptor: (target, key) => {
      ask(key);
      return Reflect.getOwnPropertyDescriptor(target, key);
    },
    ownKeys: (target) => {
      look();
      return Reflect.ownKeys(target);
    },
  };
}
