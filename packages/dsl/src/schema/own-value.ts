import { types } from "node:util";

/** What an object holds under a key, as data. */
export type OwnValue =
  | { readonly kind: "absent" }
  | { readonly kind: "present"; readonly value: unknown }
  /** A getter, or the object is a proxy: looking further could run foreign code. */
  | { readonly kind: "hostile" };

const absent: OwnValue = { kind: "absent" };
const hostile: OwnValue = { kind: "hostile" };

/** More elements than any request has: a longer array, which may be all holes, is malformed. */
const mostElements = 1_000_000;

/** Reads an own data property without running any code of the object. `undefined` counts as absent. */
export function ownValue(holder: object, key: string): OwnValue {
  const descriptor = Object.getOwnPropertyDescriptor(holder, key);
  if (descriptor === undefined) return absent;
  if (descriptor.get !== undefined || descriptor.set !== undefined) return hostile;
  return descriptor.value === undefined ? absent : { kind: "present", value: descriptor.value };
}

/** An array that can be read safely: not a proxy, and of at most a million elements. */
export function isPlainArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && !types.isProxy(value) && value.length <= mostElements;
}

/** An object that is not an array and can be read safely: not a proxy. */
export function isPlainObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !types.isProxy(value);
}
