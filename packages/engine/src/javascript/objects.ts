import {
  type AnyObject,
  isObject,
  makeObject,
  objectEntries,
  objectGet,
  RegoObject,
  type Value,
} from "../values/value.ts";

type Slot = Value | undefined;

/** An object of constants: a plain one when all its keys are names. */
export function objectOf(entries: readonly (readonly [Value, Value])[]): AnyObject {
  const names = entries.every(([key]) => typeof key === "string" && key !== "__proto__");
  return names ? (Object.fromEntries(entries) as AnyObject) : makeObject(entries);
}

/** The second under the first, object by object. */
export function merge(left: Slot, right: Slot): Slot {
  if (!isObject(left) || !isObject(right)) return left;
  const merged = makeObject(objectEntries(right));
  for (const [key, value] of objectEntries(left)) {
    const other = objectGet(right, key);
    merged.set(key, other === undefined ? value : (merge(value, other) ?? value));
  }
  return merged;
}

/** The document with another value at a path. */
export function upsert(document: Slot, path: readonly string[], value: Value, depth = 0): Value {
  const key = path[depth];
  if (key === undefined) return value;
  const object: AnyObject = isObject(document) ? document : {};
  const inner = upsert(objectGet(object, key), path, value, depth + 1);
  if (object instanceof RegoObject || key === "__proto__" || Object.hasOwn(object, "__proto__"))
    return makeObject(objectEntries(object)).set(key, inner);
  return { ...object, [key]: inner };
}
