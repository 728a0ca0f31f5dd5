import {
  type BuiltinContext,
  BuiltinError,
  BuiltinTypeError,
  UnsupportedCall,
  type ValueBuiltin,
} from "../builtins/builtin.ts";
import { numberOfText } from "../values/number.ts";
import { equalValues } from "../values/order.ts";
import {
  type AnyObject,
  Collection,
  isArray,
  isObject,
  isSet,
  makeObject,
  objectEntries,
  objectGet,
  objectSize,
  RegoObject,
  RegoSet,
  type Value,
  valueAt,
} from "../values/value.ts";
import { type Budget, EvaluationError } from "./limits.ts";

/** A local of a plan: undefined is Rego's. */
export type Slot = Value | undefined;
/** A planned function. */
export type Rule = (...args: Slot[]) => Slot;

/** The functions that generated code calls. Its names are what the code says. */
export interface Runtime {
  readonly Collection: typeof Collection;
  readonly isArray: (value: Slot) => boolean;
  readonly isObject: (value: Slot) => boolean;
  readonly isSet: (value: Slot) => boolean;
  readonly dot: (source: Slot, key: Slot) => Slot;
  readonly equal: (left: Slot, right: Slot) => boolean;
  readonly length: (source: Slot) => Slot;
  /** Pairs of key and value, flat. */
  readonly scan: (source: Slot) => readonly Value[];
  readonly array: () => Value[];
  readonly object: () => RegoObject;
  readonly set: () => RegoSet;
  readonly setOf: (values: readonly Value[]) => RegoSet;
  readonly append: (array: Slot, value: Slot) => void;
  readonly insert: (object: Slot, key: Slot, value: Slot) => void;
  readonly insertOnce: (object: Slot, key: Slot, value: Slot) => void;
  readonly addTo: (set: Slot, value: Slot) => void;
  readonly merge: (left: Slot, right: Slot) => Slot;
  readonly assignOnce: (target: Slot, source: Slot) => Slot;
  /** The document with another value at a path. */
  readonly upsert: (document: Slot, path: readonly string[], value: Slot) => Slot;
  readonly hasPath: (path: readonly Slot[]) => boolean;
  readonly callByPath: (path: readonly Slot[], args: readonly Slot[]) => Slot;
  /** A number literal that is no small integer. */
  readonly number: (text: string) => Value;
  /** Looks a builtin up, once per call in the code. */
  readonly builtin: (name: string) => (args: readonly Slot[]) => Slot;
  readonly spend: (steps: number) => void;
  /** Counts up with every query and every `with`; what was remembered holds for one number. */
  readonly memo: { epoch: number; last: number };
  readonly functionsByPath: Map<string, Rule>;
}

export interface Host {
  readonly budget: Budget;
  readonly strictBuiltinErrors: boolean;
  /** Whatever the name; a builtin that cannot be called throws when it is. */
  builtin(name: string): ValueBuiltin;
  readonly context: BuiltinContext;
  /** Ends the evaluation because a builtin has no answer to give here. */
  unsupported(name: string): never;
}

export function createRuntime(host: Host): Runtime {
  const functionsByPath = new Map<string, Rule>();
  const spend = (steps: number) => host.budget.spend(steps);
  return {
    Collection,
    isArray,
    isObject,
    isSet,
    dot: (source, key) => (key === undefined ? undefined : valueAt(source, key)),
    equal: (left, right) => left === right || equalValues(present(left), present(right)),
    length: (source) => lengthOf(source),
    scan: (source) => {
      const pairs = pairsOf(source);
      spend(1 + pairs.length);
      return pairs;
    },
    array: () => [],
    object: () => new RegoObject(),
    set: () => new RegoSet(),
    setOf: (values) => new RegoSet(values),
    append: (array, value) => {
      // Only arrays that the plan made are appended to.
      (array as Value[]).push(present(value));
    },
    insert: (object, key, value) => {
      made(object).set(present(key), present(value));
    },
    insertOnce: (object, key, value) => {
      const target = made(object);
      const before = target.get(present(key));
      if (before === undefined) target.set(present(key), present(value));
      else if (!equalValues(before, present(value))) throw conflict("object keys must be unique");
    },
    addTo: (set, value) => {
      if (!isSet(set)) throw new Error("the plan adds to what is no set");
      set.add(present(value));
    },
    merge,
    assignOnce: (target, source) => {
      if (target === undefined || equalValues(target, present(source))) return source;
      throw conflict("complete rules must not produce multiple outputs");
    },
    upsert: (document, path, value) => upsert(document, path, 0, present(value)),
    hasPath: (path) => pathKey(path) !== undefined && functionsByPath.has(pathKey(path) ?? ""),
    callByPath: (path, args) => functionsByPath.get(pathKey(path) ?? "")?.(...args),
    number: (text) => {
      const value = numberOfText(text);
      if (value === undefined) throw new EvaluationError("eval_internal_error", "a number is too large");
      return value;
    },
    builtin: (name) => {
      const evaluate = host.builtin(name);
      return (args) => {
        spend(1);
        try {
          return evaluate(args as readonly Value[], host.context);
        } catch (error) {
          if (error instanceof UnsupportedCall) return host.unsupported(name);
          if (!(error instanceof BuiltinError)) throw error;
          if (!host.strictBuiltinErrors) return undefined;
          const code = error instanceof BuiltinTypeError ? "eval_type_error" : "eval_builtin_error";
          throw new EvaluationError(code, `${name}: ${error.message}`);
        }
      };
    },
    spend,
    memo: { epoch: 0, last: 0 },
    functionsByPath,
  };
}

/** Undefined for a path that no function can have. */
function pathKey(path: readonly Slot[]): string | undefined {
  return path.every((step) => typeof step === "string") ? JSON.stringify(path) : undefined;
}

function present(value: Slot): Value {
  if (value === undefined) throw new Error("the plan uses a value that is not there");
  return value;
}

function made(object: Slot): RegoObject {
  if (object instanceof RegoObject) return object;
  throw new Error("the plan inserts into what is no object");
}

function conflict(message: string): EvaluationError {
  return new EvaluationError("eval_conflict_error", message);
}

function lengthOf(source: Slot): Slot {
  if (typeof source === "string") return [...source].length;
  if (isArray(source)) return source.length;
  if (isSet(source)) return source.size;
  return isObject(source) ? objectSize(source) : undefined;
}

const none: readonly Value[] = [];

function pairsOf(source: Slot): readonly Value[] {
  if (typeof source !== "object" || source === null) return none;
  const pairs: Value[] = [];
  if (isArray(source))
    for (let index = 0; index < source.length; index++) pairs.push(index, source[index] ?? null);
  else if (isSet(source)) for (const value of source.values()) pairs.push(value, value);
  else for (const [key, value] of objectEntries(source)) pairs.push(key, value);
  return pairs;
}

/** The second under the first, object by object. */
function merge(left: Slot, right: Slot): Slot {
  if (!isObject(left) || !isObject(right)) return left;
  const merged = makeObject(objectEntries(right));
  for (const [key, value] of objectEntries(left)) {
    const other = objectGet(right, key);
    merged.set(key, other === undefined ? value : present(merge(value, other)));
  }
  return merged;
}

function upsert(document: Slot, path: readonly string[], depth: number, value: Value): Value {
  const key = path[depth];
  if (key === undefined) return value;
  const object: AnyObject = isObject(document) ? document : {};
  const inner = upsert(objectGet(object, key), path, depth + 1, value);
  return makeObject(objectEntries(object)).set(key, inner);
}
