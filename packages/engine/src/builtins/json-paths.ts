// Source: OPA v1/topdown/json.go and internal/edittree; RFC 6902 for patches.
import { equalValues } from "../values/order.ts";
import {
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
import {
  array,
  BuiltinError,
  BuiltinTypeError,
  elements,
  object,
  operand,
  type ValueBuiltin,
} from "./builtin.ts";

type Args = readonly Value[];
type Path = readonly Value[];

/** Steps of paths: a leaf is null. */
type Tree = RegoObject;

function path(value: Value): Path {
  if (isArray(value)) return value;
  if (typeof value !== "string")
    throw new BuiltinTypeError(
      "operand 2 must be one of {set, array} containing string paths or array of path segments",
    );
  if (value === "") return [];
  return value
    .replace(/^\/+/, "")
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function treeOf(paths: readonly Path[]): Tree {
  const root = new RegoObject();
  for (const steps of paths) {
    let node: RegoObject | undefined = root;
    for (const step of steps.slice(0, -1)) {
      const child: Value | undefined = node.get(step);
      // A path that ends before this one covers it.
      if (child === null) node = undefined;
      else if (child instanceof RegoObject) node = child;
      else {
        const made = new RegoObject();
        node.set(step, made);
        node = made;
      }
      if (node === undefined) break;
    }
    const last = steps.at(-1);
    if (node !== undefined && last !== undefined) node.set(last, null);
  }
  return root;
}

function filtered(value: Value, tree: Value): Value {
  if (tree === null || !isObject(tree)) return value;
  const below = (held: Value, key: Value): readonly Value[] => {
    const subtree = objectGet(tree, key);
    return subtree === undefined ? [] : [filtered(held, subtree)];
  };
  if (isArray(value)) return value.flatMap((held, index) => below(held, String(index)));
  if (isSet(value)) return new RegoSet(value.values().flatMap((held) => below(held, held)));
  if (!isObject(value)) return value;
  return makeObject(
    objectEntries(value).flatMap(([key, held]) =>
      below(held, key).map((kept): [Value, Value] => [key, kept]),
    ),
  );
}

/** Undefined where a path ends. */
function removed(value: Value, tree: Value | undefined): Value | undefined {
  if (tree === null) return undefined;
  if (tree === undefined || !isObject(tree)) return value;
  const rest = (held: Value, key: Value): readonly Value[] => {
    const kept = removed(held, objectGet(tree, key));
    return kept === undefined ? [] : [kept];
  };
  if (isArray(value)) return value.flatMap((held, index) => rest(held, String(index)));
  if (isSet(value)) return new RegoSet(value.values().flatMap((held) => rest(held, held)));
  if (!isObject(value)) return value;
  return makeObject(
    objectEntries(value).flatMap(([key, held]) => rest(held, key).map((kept): [Value, Value] => [key, kept])),
  );
}

function treeOperand(args: Args): Tree {
  return treeOf(elements(args, 1).map(path));
}

function arrayIndex(step: Value, length: number, mayAppend: boolean): number {
  if (step === "-" && mayAppend) return length;
  const text = typeof step === "number" ? String(step) : step;
  if (typeof text !== "string" || !/^(?:0|[1-9]\d*)$/.test(text))
    throw new BuiltinError("invalid string for indexing");
  const index = Number(text);
  if (index > (mayAppend ? length : length - 1)) throw new BuiltinError("index out of bounds");
  return index;
}

function found(document: Value, steps: Path): Value {
  let value: Value | undefined = document;
  for (const step of steps) {
    value = isArray(value) ? value[arrayIndex(step, value.length, false)] : valueAt(value, step);
    if (value === undefined) throw new BuiltinError("path does not exist");
  }
  return value;
}

/** The document with another value at a path, which `change` gives the container of. */
function changed(document: Value, steps: Path, change: (container: Value, step: Value) => Value): Value {
  const [step, ...rest] = steps;
  if (step === undefined) throw new BuiltinError("empty path");
  if (rest.length === 0) return change(document, step);
  const inner = changed(found(document, [step]), rest, change);
  if (isArray(document)) return document.with(arrayIndex(step, document.length, false), inner);
  if (isSet(document))
    return new RegoSet([...document.values().filter((held) => !equalValues(held, step)), inner]);
  if (isObject(document)) return makeObject(objectEntries(document)).set(step, inner);
  throw new BuiltinError("expected composite type");
}

function inserted(document: Value, steps: Path, value: Value): Value {
  if (steps.length === 0) return value;
  return changed(document, steps, (container, step) => {
    if (isArray(container)) return container.toSpliced(arrayIndex(step, container.length, true), 0, value);
    if (isSet(container)) {
      if (!equalValues(step, value)) throw new BuiltinError("set key does not equal value to be inserted");
      return new RegoSet([...container.values(), value]);
    }
    if (isObject(container)) return makeObject(objectEntries(container)).set(step, value);
    throw new BuiltinError("expected composite type");
  });
}

function deleted(document: Value, steps: Path): Value {
  found(document, steps);
  return changed(document, steps, (container, step) => {
    if (isArray(container)) return container.toSpliced(arrayIndex(step, container.length, false), 1);
    if (isSet(container)) return new RegoSet(container.values().filter((held) => !equalValues(held, step)));
    if (!isObject(container)) throw new BuiltinError("expected composite type");
    const copy = makeObject(objectEntries(container));
    copy.delete(step);
    return copy;
  });
}

function attribute(operation: Value, name: string): Value {
  const value = isObject(operation) ? objectGet(operation, name) : undefined;
  if (value === undefined) throw new BuiltinError(`missing required attribute '${name}'`);
  return value;
}

function patched(document: Value, operation: Value): Value {
  if (!isObject(operation)) throw new BuiltinError("must be an array of JSON-Patch objects");
  const steps = path(attribute(operation, "path"));
  const name = attribute(operation, "op");
  switch (name) {
    case "add":
      return inserted(document, steps, attribute(operation, "value"));
    case "remove":
      return deleted(document, steps);
    case "replace": {
      const value = attribute(operation, "value");
      return steps.length === 0 ? value : inserted(deleted(document, steps), steps, value);
    }
    case "move": {
      const from = path(attribute(operation, "from"));
      const moved = found(document, from);
      return inserted(from.length === 0 ? document : deleted(document, from), steps, moved);
    }
    case "copy":
      return inserted(document, steps, found(document, path(attribute(operation, "from"))));
    case "test":
      if (equalValues(found(document, steps), attribute(operation, "value"))) return document;
      throw new BuiltinError("test failed");
    default:
      throw new BuiltinError("unrecognized op");
  }
}

export const jsonPathBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["json.filter", (args) => filtered(object(args, 0), treeOperand(args))],
  ["json.remove", (args) => removed(object(args, 0), treeOperand(args))],
  [
    "json.patch",
    (args) => array(args, 1).reduce((document, operation) => patched(document, operation), operand(args, 0)),
  ],
]);
