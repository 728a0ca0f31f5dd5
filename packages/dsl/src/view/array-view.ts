import type { InputPath } from "../schema/input-path.ts";
import { ownValue } from "../schema/own-value.ts";
import { rememberRaw } from "../schema/raw-value.ts";
import type { Schema } from "../schema/schema.ts";
import { MalformedRead } from "./malformed-read.ts";
import { ReadOnlyHandler } from "./read-only-handler.ts";
import { look, malformed, readProperty } from "./view.ts";

type Predicate = (element: unknown, index: number, array: unknown) => unknown;

const canonicalIndex = /^(?:0|[1-9][0-9]{0,9})$/;

/**
 * A view of an array. `some`, `find` and `includes` look for one element: a malformed one is passed over when another
 * satisfies, and is a malformed read otherwise. `every` is false when any well-formed element fails, and a malformed
 * read when one could not be looked at. All else reads elements strictly.
 */
export function arrayView(raw: readonly unknown[], element: Schema, path: InputPath): object {
  const reader = new ArrayReader(raw, element, path);
  // An array as the target, so that `Array.isArray` says so.
  const view = new Proxy<unknown[]>([], reader);
  reader.view = view;
  rememberRaw(view, raw);
  return view;
}

class ArrayReader extends ReadOnlyHandler implements ProxyHandler<unknown[]> {
  readonly raw: readonly unknown[];
  readonly element: Schema;
  readonly each: InputPath;
  readonly path: InputPath;
  view: unknown;

  constructor(raw: readonly unknown[], element: Schema, path: InputPath) {
    super();
    this.raw = raw;
    this.element = element;
    this.path = path;
    this.each = { kind: "each", parent: path };
  }

  get(target: unknown[], key: string | symbol): unknown {
    switch (key) {
      case "length":
        return this.raw.length;
      case "some":
        return (predicate: Predicate) => this.search(predicate) !== undefined;
      case "find":
        return (predicate: Predicate) => this.search(predicate)?.element;
      case "includes":
        return (wanted: unknown, from?: number) => this.includes(wanted, from);
      case "every":
        return (predicate: Predicate) => this.every(predicate);
      default:
        if (typeof key === "string" && canonicalIndex.test(key)) return this.readIndex(Number(key));
        return Reflect.get(target, key);
    }
  }

  has(target: unknown[], key: string | symbol): boolean {
    return typeof key === "string" && canonicalIndex.test(key)
      ? Number(key) < this.raw.length
      : Reflect.has(target, key);
  }

  ownKeys(): string[] {
    return [...this.raw.keys()].map(String).concat("length");
  }

  getOwnPropertyDescriptor(target: unknown[], key: string | symbol): PropertyDescriptor | undefined {
    if (key === "length") return Reflect.getOwnPropertyDescriptor(target, key);
    const value = typeof key === "string" && canonicalIndex.test(key) ? this.get(target, key) : undefined;
    return value === undefined ? undefined : { value, enumerable: true, configurable: true, writable: false };
  }

  private readIndex(index: number): unknown {
    if (index >= this.raw.length) return undefined;
    const path: InputPath = { kind: "index", parent: this.path, index };
    return readProperty(ownValue(this.raw, String(index)), { schema: this.element, optional: false }, path);
  }

  /** The element as a rule may see it, or `malformed`. */
  private lookAt(index: number): unknown {
    const own = ownValue(this.raw, String(index));
    return own.kind === "present" ? look(this.element, own.value, this.each) : malformed;
  }

  private search(predicate: Predicate): { readonly element: unknown } | undefined {
    let failure: MalformedRead | undefined;
    for (let index = 0; index < this.raw.length; index++) {
      const element = this.lookAt(index);
      if (element === malformed) {
        failure ??= new MalformedRead(this.each);
        continue;
      }
      const answer = attempt(() => predicate(element, index, this.view));
      if (answer instanceof MalformedRead) failure ??= answer;
      else if (answer) return { element };
    }
    if (failure !== undefined) throw failure;
    return undefined;
  }

  private includes(wanted: unknown, from: number | undefined): boolean {
    if (from !== undefined) return Array.prototype.includes.call(this.view, wanted, from);
    return this.search((element) => element === wanted) !== undefined;
  }

  private every(predicate: Predicate): boolean {
    return this.search((element, index, array) => !predicate(element, index, array)) === undefined;
  }
}

/** The result of `work`, or the malformed read that ended it; other exceptions go on. */
function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    if (error instanceof MalformedRead) return error;
    throw error;
  }
}
