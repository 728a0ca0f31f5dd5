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
  isArray,
  isObject,
  isSet,
  objectGet,
  objectSize,
  RegoObject,
  RegoSet,
  typeName,
  type Value,
} from "../values/value.ts";
import type { LazyFunction } from "./compiled-code.ts";
import { type DirectCall, directBuiltins } from "./direct/index.ts";
import { dispatch } from "./dispatch.ts";
import { type Budget, EvaluationError } from "./limits.ts";
import { merge, objectOf, upsert } from "./objects.ts";
import { anyKeys, anyValues, dataScans, scanKeys, scanValues } from "./scanning.ts";

/** A local of a plan: undefined is Rego's. */
export type Slot = Value | undefined;
/** A planned function. */
export type Rule = (...args: Slot[]) => Slot;

/** The functions that generated code calls. Its names are what the code says. */
export interface Runtime {
  readonly isArray: (value: Slot) => boolean;
  readonly isObject: (value: Slot) => boolean;
  readonly isSet: (value: Slot) => boolean;
  readonly typeName: (value: Slot) => Slot;
  readonly dot: (source: Slot, key: Slot) => Slot;
  readonly equal: (left: Slot, right: Slot) => boolean;
  readonly length: (source: Slot) => Slot;
  readonly scanKeys: typeof scanKeys;
  readonly scanValues: typeof scanValues;
  readonly anyKeys: typeof anyKeys;
  readonly anyValues: typeof anyValues;
  readonly dataKeys: typeof scanKeys;
  readonly dataValues: typeof scanValues;
  readonly array: () => Value[];
  readonly object: () => RegoObject;
  readonly objectOf: typeof objectOf;
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
  /** Looks a builtin up, once for each function that calls it. */
  readonly builtin: (name: string) => DirectCall;
  readonly dispatch: typeof dispatch;
  readonly spend: (steps: number) => void;
  /** Counts up with every query and every `with`; what was remembered holds for one number. */
  readonly memo: { epoch: number; last: number };
  readonly functionsByPath: Map<string, LazyFunction<Rule>>;
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
  const functionsByPath = new Map<string, LazyFunction<Rule>>();
  const spend = (steps: number) => host.budget.spend(steps);
  return {
    ...dataScans(),
    isArray,
    isObject,
    isSet,
    typeName: (value) => typeName(present(value)),
    dot,
    equal: (left, right) => left === right || (typeof left === "object" && equalValues(left, present(right))),
    length: (source) => lengthOf(source),
    scanKeys,
    scanValues,
    anyKeys,
    anyValues,
    array: () => [],
    object: () => new RegoObject(),
    objectOf,
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
    upsert: (document, path, value) => upsert(document, path, present(value)),
    hasPath: (path) => pathKey(path) !== undefined && functionsByPath.has(pathKey(path) ?? ""),
    callByPath: (path, args) => functionsByPath.get(pathKey(path) ?? "")?.make()(...args),
    number: (text) => {
      const value = numberOfText(text);
      if (value === undefined) throw new EvaluationError("eval_internal_error", "a number is too large");
      return value;
    },
    builtin: (name) => {
      const evaluate = host.builtin(name);
      const call = (args: readonly Slot[]) => {
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
      return directBuiltins.get(name)?.(call) ?? ((...args) => call(args));
    },
    dispatch,
    spend,
    memo: { epoch: 0, last: 0 },
    functionsByPath,
  };
}

/** What is at a key that is not known before: of an object, an index of an array, or a member of a set. */
function dot(source: Slot, key: Slot): Slot {
  if (typeof source !== "object" || source === null || key === undefined) return undefined;
  // What is no index finds nothing in an array.
  if (isArray(source)) return typeof key === "number" ? source[key] : undefined;
  if (source instanceof RegoSet) return source.has(key) ? key : undefined;
  return objectGet(source, key);
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
