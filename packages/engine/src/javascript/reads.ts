import { Collection, RegoObject, RegoSet } from "../values/value.ts";
import { literal } from "./names.ts";

const prototypes: readonly object[] = [
  Object.prototype,
  Array.prototype,
  String.prototype,
  Number.prototype,
  Boolean.prototype,
  BigInt.prototype,
  Collection.prototype,
  RegoObject.prototype,
  RegoSet.prototype,
];
const inherited: ReadonlySet<string> = new Set(prototypes.flatMap((one) => Object.getOwnPropertyNames(one)));

/**
 * Whether a plain read of this property finds what is at the key of an object, and nothing in all other values: no
 * value inherits it, and it is no index.
 */
function isPlainKey(key: string): boolean {
  return !inherited.has(key) && !/^\d+$/.test(key);
}

/**
 * The code that reads a constant key.
 *
 * @param isJson whether the source is JSON or undefined: then there are no collections of ours to look into
 */
export function readCode(source: string, key: string, isJson: boolean): string {
  if (!isPlainKey(key)) return `dot(${source}, ${literal(key)})`;
  const read = `${source}?.[${literal(key)}]`;
  // Null, absent, or in an object of ours: `dot` tells these apart.
  return isJson ? read : `(${read} ?? dot(${source}, ${literal(key)}))`;
}

export function arePlainKeys(steps: readonly string[]): boolean {
  return steps.length > 0 && steps.every(isPlainKey);
}

/** `object.get` with a path of constants; `otherwise` is code for all that is not found, or found to be null. */
export function readPathCode(source: string, steps: readonly string[], otherwise: string): string {
  return `(${source}${steps.map((step) => `?.[${literal(step)}]`).join("")} ?? ${otherwise})`;
}
