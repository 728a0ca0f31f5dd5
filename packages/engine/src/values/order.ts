// Source: OPA v1/ast/compare.go. null < booleans < numbers < strings < arrays < objects < sets.
import {
  type AnyObject,
  isArray,
  isObject,
  isSet,
  objectEntries,
  type PlainObject,
  type TypeName,
  typeName,
  type Value,
} from "./value.ts";

export { equalValues } from "./equal.ts";

const ranks: Readonly<Record<TypeName, number>> = {
  null: 0,
  boolean: 1,
  number: 2,
  string: 3,
  array: 4,
  object: 5,
  set: 6,
};

/** Rego's total order: negative, zero or positive. */
export function compareValues(left: Value, right: Value): number {
  if (left === right) return 0;
  if (typeof left === "number" && typeof right === "number") return left - right;
  if (typeof left === "string" && typeof right === "string") return compareStrings(left, right);
  const byType = ranks[typeName(left)] - ranks[typeName(right)];
  if (byType !== 0) return byType;
  if (isArray(left) && isArray(right)) return compareLists(left, right);
  if (isSet(left) && isSet(right)) return compareLists(left.values(), right.values());
  if (isObject(left) && isObject(right)) return compareObjects(objectEntries(left), objectEntries(right));
  // Booleans, or numbers of either kind: JavaScript compares them exactly.
  const [a, b] = [left as number | bigint, right as number | bigint];
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareLists(left: readonly Value[], right: readonly Value[]): number {
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index++) {
    const order = compareValues(left[index] ?? null, right[index] ?? null);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

export type Entries = readonly (readonly [Value, Value])[];

/** Key and value of the first entry that differs, in this order. */
function compareObjects(left: Entries, right: Entries): number {
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index++) {
    const [a, b] = [left[index] ?? [null, null], right[index] ?? [null, null]];
    const order = compareValues(a[0], b[0]) || compareValues(a[1], b[1]);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

/** By code point, as Go compares UTF-8: JavaScript's own order differs above U+FFFF. */
export function compareStrings(left: string, right: string): number {
  const common = Math.min(left.length, right.length);
  for (let index = 0; index < common; index++) {
    const [a, b] = [left.charCodeAt(index), right.charCodeAt(index)];
    if (a !== b) return codePointRank(a) - codePointRank(b);
  }
  return left.length - right.length;
}

/** Moves surrogates above the rest of the basic plane. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit < 0xe000 ? unit + 0x2000 : unit - 0x800;
}

/** Sorts, in place if it can. */
export function sortedValues(values: Value[]): readonly Value[] {
  if (values.length < 2) return values;
  return values.every(isObject) ? sortedObjects(values) : values.sort(compareValues);
}

/** The keys of each are put in order once, not for every comparison. */
function sortedObjects(objects: readonly AnyObject[]): readonly Value[] {
  const entries = objects.map((object): readonly [Entries, Value] => [objectEntries(object), object]);
  entries.sort(([left], [right]) => compareObjects(left, right));
  return entries.map(([, object]) => object);
}

/** Sorts in place, by key. */
export function sortedEntries(entries: (readonly [Value, Value])[]): Entries {
  return entries.length < 2 ? entries : entries.sort((left, right) => compareValues(left[0], right[0]));
}

// Below these, code units are in the order of code points.
const highUnit = /[\ud800-\uffff]/;
// Up to so many, putting one after the other into its place is the quickest; mostly they are in order.
const few = 8;

/** The keys of a JSON object in Rego's order. */
export function sortedKeys(object: PlainObject): readonly string[] {
  const keys = Object.keys(object);
  if (keys.length <= few) return insertionSorted(keys);
  return keys.some((key) => highUnit.test(key)) ? keys.sort(compareStrings) : keys.sort();
}

function insertionSorted(keys: string[]): readonly string[] {
  for (let next = 1; next < keys.length; next++) {
    const key = keys[next] ?? "";
    let place = next;
    for (; place > 0 && compareStrings(keys[place - 1] ?? "", key) > 0; place--)
      keys[place] = keys[place - 1] ?? "";
    keys[place] = key;
  }
  return keys;
}
