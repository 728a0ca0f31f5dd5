// Source: OPA v1/topdown/object.go, subset.go, reachable.go, walk.go.
import { equalValues } from "../values/order.ts";
import {
  type AnyObject,
  isArray,
  isObject,
  isSet,
  makeObject,
  objectEntries,
  objectGet,
  RegoObject,
  RegoSet,
  type Value,
  valueAt,
} from "../values/value.ts";
import { array, BuiltinTypeError, elements, object, operand, type ValueBuiltin } from "./builtin.ts";

type Args = readonly Value[];

function get(args: Args): Value {
  const source = object(args, 0);
  const [path, otherwise] = [operand(args, 1), operand(args, 2)];
  if (!isArray(path)) return objectGet(source, path) ?? otherwise;
  let value: Value | undefined = source;
  for (const step of path) {
    value = valueAt(value, step);
    if (value === undefined) return otherwise;
  }
  return value;
}

/** Keys to keep or remove: those of an object, or the elements of an array or set. */
function keys(args: Args): RegoSet {
  const value = operand(args, 1);
  return isObject(value)
    ? new RegoSet(objectEntries(value).map(([key]) => key))
    : new RegoSet(elements(args, 1));
}

function kept(args: Args, keep: (key: Value, keys: RegoSet) => boolean): Value {
  const source = object(args, 0);
  const named = keys(args);
  return makeObject(objectEntries(source).filter(([key]) => keep(key, named)));
}

/** Objects merged key by key; else the right one wins. */
function united(left: Value, right: Value): Value {
  if (!isObject(left) || !isObject(right)) return right;
  const merged = makeObject(objectEntries(left));
  for (const [key, value] of objectEntries(right)) {
    const before = merged.get(key);
    merged.set(key, before === undefined ? value : united(before, value));
  }
  return merged;
}

function unionOfAll(args: Args): Value {
  return array(args, 0).reduce<Value>((left, right) => {
    if (!isObject(right)) throw new BuiltinTypeError("operand 1 must be array of objects");
    return united(left, right);
  }, new RegoObject());
}

function subset(whole: Value, part: Value): boolean {
  if (isObject(whole) && isObject(part)) return objectSubset(whole, part);
  if (isSet(whole) && isSet(part)) return part.values().every((value) => whole.has(value));
  if (isArray(whole) && isArray(part)) return arraySubset(whole, part);
  return equalValues(whole, part);
}

function objectSubset(whole: AnyObject, part: AnyObject): boolean {
  return objectEntries(part).every(([key, value]) => {
    const held = objectGet(whole, key);
    return held !== undefined && subset(held, value);
  });
}

/** Whether one is a run of elements of the other, found as OPA finds it. */
function arraySubset(whole: readonly Value[], part: readonly Value[]): boolean {
  let start = 0;
  let matched = 0;
  while (matched < part.length) {
    const [held, wanted] = [whole[start + matched], part[matched]];
    if (held === undefined || wanted === undefined) return false;
    if (equalValues(held, wanted)) matched++;
    else {
      start++;
      matched = 0;
    }
  }
  return true;
}

function subsetOf(args: Args): boolean {
  const [whole, part] = [operand(args, 0), operand(args, 1)];
  if (isArray(whole) && isSet(part)) {
    // As OPA counts: every matching element, repeated ones too.
    let unmatched = part.size;
    return whole.some((value) => {
      if (part.has(value)) unmatched--;
      return unmatched === 0;
    });
  }
  const alike =
    (isObject(whole) && isObject(part)) || (isSet(whole) && isSet(part)) || (isArray(whole) && isArray(part));
  if (!alike)
    throw new BuiltinTypeError("both arguments object.subset must be of the same type or array and set");
  return subset(whole, part);
}

function neighbours(value: Value): readonly Value[] {
  if (isArray(value)) return value;
  return isSet(value) ? value.values() : [];
}

function reachable(args: Args): Value {
  const graph = object(args, 0);
  const queue = [...elements(args, 1)];
  const reached = new RegoSet();
  for (let node = queue.pop(); node !== undefined; node = queue.pop()) {
    const edges = objectGet(graph, node);
    if (edges === undefined || reached.has(node)) continue;
    reached.add(node);
    queue.push(...neighbours(edges).filter((neighbour) => !reached.has(neighbour)));
  }
  return reached;
}

type Spend = (steps: number) => void;

function reachablePaths(args: Args, spend: Spend): Value {
  const graph = object(args, 0);
  const found = new RegoSet();
  const follow = (root: Value, before: readonly Value[], seen: readonly Value[]) => {
    spend(before.length + 1);
    const edges = objectGet(graph, root);
    if (edges === undefined) {
      found.add(before);
      return;
    }
    const path = [...before, root];
    const next = neighbours(edges);
    if (next.length === 0) found.add(path);
    const reached = [...seen, root];
    for (const neighbour of next) {
      if (reached.some((node) => equalValues(node, neighbour))) found.add(path);
      else follow(neighbour, path, reached);
    }
  };
  for (const node of elements(args, 1)) {
    const edges = objectGet(graph, node);
    if (edges === undefined) continue;
    const next = neighbours(edges);
    if (next.length === 0) found.add([node]);
    for (const neighbour of next) follow(neighbour, [node], [node]);
  }
  return found;
}

/** All pairs of a path and the value there, in the order of a walk. */
function walk(value: Value, spend: Spend): Value {
  const pairs: Value[] = [];
  const visit = (held: Value, path: readonly Value[]) => {
    spend(path.length + 1);
    pairs.push([path, held]);
    if (isArray(held)) for (const [index, element] of held.entries()) visit(element, [...path, index]);
    else if (isSet(held)) for (const element of held.values()) visit(element, [...path, element]);
    else if (isObject(held)) for (const [key, inner] of objectEntries(held)) visit(inner, [...path, key]);
  };
  visit(value, []);
  return pairs;
}

const noSpend = () => undefined;

export const objectBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["object.get", get],
  ["object.keys", (args) => new RegoSet(objectEntries(object(args, 0)).map(([key]) => key))],
  ["object.remove", (args) => kept(args, (key, named) => !named.has(key))],
  ["object.filter", (args) => kept(args, (key, named) => named.has(key))],
  ["object.union", (args) => united(object(args, 0), object(args, 1))],
  ["object.union_n", unionOfAll],
  ["object.subset", subsetOf],
  ["graph.reachable", reachable],
  ["graph.reachable_paths", (args, { spend = noSpend }) => reachablePaths(args, spend)],
  ["walk", (args, { spend = noSpend }) => walk(operand(args, 0), spend)],
]);
