import { type Entries, sortedEntries, sortedKeys, sortedValues } from "./order.ts";
import { ValueIndex } from "./value-index.ts";

/**
 * A value of Rego in the cheapest form that is exact: JSON's own values as they are, and classes of our own only
 * for what JSON has not. Integers beyond ±2^53 are bigints and no others are, so that `===` compares scalars.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly Value[]
  | PlainObject
  | RegoObject
  | RegoSet;

/** A JSON object. Only its own properties count. */
export interface PlainObject {
  readonly [key: string]: Value;
}

/** Tells sets and objects of ours from JSON's by one check of the prototype chain. */
export abstract class Collection {
  abstract readonly size: number;
}

/** An object that evaluation made; keys are of any type. */
export class RegoObject extends Collection {
  #keys = new ValueIndex();
  readonly #values: Value[] = [];
  #sorted: Entries | undefined;

  get size(): number {
    return this.#values.length;
  }

  get(key: Value): Value | undefined {
    return this.#values[this.#keys.find(key)];
  }

  set(key: Value, value: Value): this {
    const place = this.#keys.find(key);
    if (place >= 0) this.#values[place] = value;
    else {
      this.#keys.add(key);
      this.#values.push(value);
    }
    this.#sorted = undefined;
    return this;
  }

  delete(key: Value): void {
    const place = this.#keys.find(key);
    if (place < 0) return;
    const kept = this.#keys.values.filter((_, index) => index !== place);
    this.#keys = new ValueIndex();
    for (const one of kept) this.#keys.add(one);
    this.#values.splice(place, 1);
    this.#sorted = undefined;
  }

  /** In no order that means anything. */
  keys(): readonly Value[] {
    return this.#keys.values;
  }

  /** In the order of {@link keys}. */
  values(): readonly Value[] {
    return this.#values;
  }

  /** In Rego's order of keys. */
  entries(): Entries {
    this.#sorted ??= sortedEntries(this.#keys.values.map((key, place) => [key, this.#values[place] ?? null]));
    return this.#sorted;
  }
}

const noValues: readonly Value[] = [];

export class RegoSet extends Collection {
  // Most sets that a decision makes stay empty.
  #members: ValueIndex | undefined;
  #sorted: readonly Value[] | undefined;

  constructor(values: readonly Value[] = noValues) {
    super();
    for (const value of values) this.add(value);
  }

  get size(): number {
    return this.members().length;
  }

  has(value: Value): boolean {
    return this.#members !== undefined && this.#members.find(value) >= 0;
  }

  add(value: Value): this {
    this.#members ??= new ValueIndex();
    if (this.#members.find(value) < 0) {
      this.#members.add(value);
      this.#sorted = undefined;
    }
    return this;
  }

  /** In no order that means anything. */
  members(): readonly Value[] {
    return this.#members === undefined ? noValues : this.#members.values;
  }

  /** In Rego's order. */
  values(): readonly Value[] {
    const members = this.members();
    if (members.length < 2) return members;
    this.#sorted ??= sortedValues([...members]);
    return this.#sorted;
  }
}

export type AnyObject = PlainObject | RegoObject;

export function isArray(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}

export function isObject(value: Value | undefined): value is AnyObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return !(value instanceof RegoSet);
}

export function isSet(value: Value | undefined): value is RegoSet {
  return value instanceof RegoSet;
}

export function isNumber(value: Value | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

export function objectGet(object: AnyObject, key: Value): Value | undefined {
  if (object instanceof RegoObject) return object.get(key);
  return typeof key === "string" && Object.hasOwn(object, key) ? object[key] : undefined;
}

export function objectSize(object: AnyObject): number {
  return object instanceof RegoObject ? object.size : Object.keys(object).length;
}

/** In Rego's order of keys. */
export function objectEntries(object: AnyObject): Entries {
  if (object instanceof RegoObject) return object.entries();
  return sortedKeys(object).map((key): readonly [Value, Value] => [key, object[key] ?? null]);
}

/** In no order that means anything. */
export function objectKeys(object: AnyObject): readonly Value[] {
  return object instanceof RegoObject ? object.keys() : Object.keys(object);
}

export function makeObject(entries: Iterable<readonly [Value, Value]>): RegoObject {
  const made = new RegoObject();
  for (const [key, value] of entries) made.set(key, value);
  return made;
}

/** What is at a key: of an object, an index of an array, or a member of a set. */
export function valueAt(source: Value | undefined, key: Value): Value | undefined {
  if (typeof source !== "object" || source === null) return undefined;
  if (source instanceof RegoSet) return source.has(key) ? key : undefined;
  if (isArray(source)) return typeof key === "number" && Number.isInteger(key) ? source[key] : undefined;
  return objectGet(source, key);
}

export type TypeName = "null" | "boolean" | "number" | "string" | "array" | "object" | "set";

export function typeName(value: Value): TypeName {
  switch (typeof value) {
    case "boolean":
      return "boolean";
    case "number":
    case "bigint":
      return "number";
    case "string":
      return "string";
    default:
      if (value === null) return "null";
      if (isArray(value)) return "array";
      return value instanceof RegoSet ? "set" : "object";
  }
}
