import { inspect } from "node:util";
import type { InputPath } from "../schema/input-path.ts";
import { ownValue } from "../schema/own-value.ts";
import { rememberRaw } from "../schema/raw-value.ts";
import { isWellFormedText } from "../schema/scalar.ts";
import type { Property, Schema } from "../schema/schema.ts";
import { MalformedRead } from "./malformed-read.ts";
import { ReadOnlyHandler } from "./read-only-handler.ts";
import { readProperty } from "./view.ts";

/** A view of an object with declared properties; others are not there. */
export function objectView(
  raw: object,
  properties: Readonly<Record<string, Property>>,
  path: InputPath,
): object {
  return proxy(
    new ObjectReader(raw, path, (key) => (Object.hasOwn(properties, key) ? properties[key] : undefined)),
  );
}

/** A view of an object used as a dictionary: only own properties are there, whatever they are called. */
export function mapView(raw: object, value: Schema, path: InputPath): object {
  const present: Property = { schema: value, optional: false };
  return proxy(
    new ObjectReader(raw, path, (key) => (ownValue(raw, key).kind === "absent" ? undefined : present)),
  );
}

/** A view of an input that is no object at all: whatever is read of it is malformed. */
export function brokenView(path: InputPath): object {
  return new Proxy(Object.create(null), {
    get: () => {
      throw new MalformedRead(path);
    },
    has: () => {
      throw new MalformedRead(path);
    },
    ownKeys: () => {
      throw new MalformedRead(path);
    },
    set: () => false,
    defineProperty: () => false,
  });
}

function proxy(reader: ObjectReader): object {
  // The reader is its own target, so that printing a view while debugging finds its way to the raw value.
  const view = new Proxy<ObjectReader>(reader, reader);
  rememberRaw(view, reader.raw);
  return view;
}

class ObjectReader extends ReadOnlyHandler implements ProxyHandler<object> {
  readonly raw: object;
  readonly path: InputPath;
  /** The declared property of a name. */
  readonly declared: (key: string) => Property | undefined;
  // Called with the view as `this`, so not a method.
  readonly [inspect.custom] = (): object => this.raw;

  constructor(raw: object, path: InputPath, declared: (key: string) => Property | undefined) {
    super();
    this.raw = raw;
    this.path = path;
    this.declared = declared;
  }

  get(_target: object, key: string | symbol): unknown {
    const property = typeof key === "string" ? this.declared(key) : undefined;
    if (typeof key !== "string" || property === undefined) return undefined;
    return readProperty(ownValue(this.raw, key), property, { kind: "key", parent: this.path, key });
  }

  has(_target: object, key: string | symbol): boolean {
    return this.get(_target, key) !== undefined;
  }

  ownKeys(): string[] {
    const keys = Object.keys(this.raw).filter((key) => this.declared(key) !== undefined);
    if (!keys.every(isWellFormedText)) throw new MalformedRead(this.path);
    return keys;
  }

  getOwnPropertyDescriptor(_target: object, key: string | symbol): PropertyDescriptor | undefined {
    const value = this.get(_target, key);
    return value === undefined ? undefined : { value, enumerable: true, configurable: true, writable: false };
  }

  getPrototypeOf(): null {
    return null;
  }
}
