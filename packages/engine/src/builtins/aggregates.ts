// Source: OPA v1/topdown/aggregates.go and sets.go.
import { add, productOf } from "../values/number.ts";
import { compareValues, equalValues } from "../values/order.ts";
import {
  isArray,
  isNumber,
  isObject,
  isSet,
  objectEntries,
  objectSize,
  RegoSet,
  type Value,
  valueAt,
} from "../values/value.ts";
import { array, BuiltinTypeError, elements, operand, set, type ValueBuiltin, whole } from "./builtin.ts";

function count(value: Value): number {
  if (typeof value === "string") return [...value].length;
  if (isArray(value)) return value.length;
  if (isSet(value)) return value.size;
  if (isObject(value)) return objectSize(value);
  throw new BuiltinTypeError("operand 1 must be one of {array, object, set, string}");
}

function numbers(args: readonly Value[]): readonly (number | bigint)[] {
  return elements(args, 0).map((value) => {
    if (isNumber(value)) return value;
    throw new BuiltinTypeError("operand 1 must be a collection of numbers");
  });
}

/** The extreme of a collection; undefined for an empty one. */
function extreme(values: readonly Value[], sign: 1 | -1): Value | undefined {
  return values.reduce<Value | undefined>(
    (best, value) => (best === undefined || compareValues(value, best) * sign > 0 ? value : best),
    undefined,
  );
}

function member(value: Value, collection: Value): boolean {
  if (isSet(collection)) return collection.has(value);
  if (isArray(collection)) return collection.some((held) => equalValues(held, value));
  return isObject(collection) && objectEntries(collection).some(([, held]) => equalValues(held, value));
}

function memberWithKey(key: Value, value: Value, collection: Value): boolean {
  const held = valueAt(collection, key);
  return held !== undefined && equalValues(held, value);
}

function setOfSets(args: readonly Value[]): readonly RegoSet[] {
  return set(args, 0)
    .values()
    .map((value) => {
      if (isSet(value)) return value;
      throw new BuiltinTypeError("operand 1 must be a set of sets");
    });
}

export function intersect(left: RegoSet, right: RegoSet): RegoSet {
  const [few, many] = left.size <= right.size ? [left, right] : [right, left];
  return new RegoSet(few.values().filter((value) => many.has(value)));
}

function unite(left: RegoSet, right: RegoSet): RegoSet {
  const united = new RegoSet(left.values());
  for (const value of right.values()) united.add(value);
  return united;
}

export function without(left: RegoSet, right: RegoSet): RegoSet {
  return new RegoSet(left.values().filter((value) => !right.has(value)));
}

function slice(args: readonly Value[]): Value {
  const values = array(args, 0);
  const [from, to] = [whole(args, 1), whole(args, 2)];
  const stop = Math.min(Math.max(to, 0), values.length);
  return values.slice(Math.min(Math.max(from, 0), stop), stop);
}

export const aggregateBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["count", (args) => count(operand(args, 0))],
  ["sum", (args) => numbers(args).reduce(add, 0)],
  ["product", (args) => productOf(numbers(args))],
  ["max", (args) => extreme(elements(args, 0), 1)],
  ["min", (args) => extreme(elements(args, 0), -1)],
  ["sort", (args) => [...elements(args, 0)].sort(compareValues)],
  ["all", (args) => elements(args, 0).every((value) => value === true)],
  ["any", (args) => elements(args, 0).some((value) => value === true)],
  ["internal.member_2", (args) => member(operand(args, 0), operand(args, 1))],
  ["internal.member_3", (args) => memberWithKey(operand(args, 0), operand(args, 1), operand(args, 2))],
  ["and", (args) => intersect(set(args, 0), set(args, 1))],
  ["or", (args) => unite(set(args, 0), set(args, 1))],
  ["set_diff", (args) => without(set(args, 0), set(args, 1))],
  [
    "intersection",
    (args) => {
      const [first, ...rest] = setOfSets(args);
      return first === undefined ? new RegoSet() : rest.reduce(intersect, first);
    },
  ],
  ["union", (args) => setOfSets(args).reduce(unite, new RegoSet())],
  ["array.concat", (args) => [...array(args, 0), ...array(args, 1)]],
  ["array.flatten", (args) => array(args, 0).flatMap((value) => (isArray(value) ? value : [value]))],
  ["array.reverse", (args) => [...array(args, 0)].reverse()],
  ["array.slice", slice],
]);
