import { textOf } from "../values/text-key.ts";
import { type AnyObject, isArray, isObject, isSet, objectEntries, type Value } from "../values/value.ts";
import { type Kinds, kindOfValue, kindsOf } from "./kinds.ts";

/** Where something unknown comes from. */
export type UnknownSource =
  /** A field of the input, by the pointer it was given with. */
  | { readonly kind: "input"; readonly pointer: string }
  /** A builtin that depends on the world, and whose answer was not recorded. */
  | { readonly kind: "builtin"; readonly name: string };

export type Origins = readonly UnknownSource[];

/** A value of which something, or all, is not known. Values of Rego never hold one. */
export abstract class Partial {
  abstract readonly shape: "unknown" | "array" | "object" | "set";
}

/** A value of which only its types are known. Two with one number are the same value. */
export class Unknown extends Partial {
  readonly shape = "unknown";
  readonly id: number;
  readonly origins: Origins;
  /** What it can be as far as is known from the start; facts of a run may say more. */
  readonly kinds: Kinds;
  /** What the values in it can be, at any depth. */
  readonly inner: Kinds;

  constructor(id: number, origins: Origins, kinds: Kinds, inner: Kinds) {
    super();
    this.id = id;
    this.origins = origins;
    this.kinds = kinds;
    this.inner = inner;
  }
}

/** Something that is there or not. */
export class MaybeAbsent {
  readonly id: number;
  readonly origins: Origins;
  readonly value: Term;

  constructor(id: number, origins: Origins, value: Term) {
    this.id = id;
    this.origins = origins;
    this.value = value;
  }
}

export class PartialArray extends Partial {
  readonly shape = "array";
  readonly items: Term[];
  constructor(items: readonly Term[]) {
    super();
    this.items = [...items];
  }
}

export type Entry = readonly [key: Term, value: Term | MaybeAbsent];

/** Each entry has another key, in any run. */
export class PartialObject extends Partial {
  readonly shape = "object";
  readonly #known = new Map<unknown, Entry>();
  /** Entries with keys that are not known. */
  readonly open: Entry[] = [];

  get(key: Value): Term | MaybeAbsent | undefined {
    return this.#known.get(textOf(key))?.[1];
  }

  set(key: Value, value: Term | MaybeAbsent): this {
    this.#known.set(textOf(key), [key, value]);
    return this;
  }

  delete(key: Value): void {
    this.#known.delete(textOf(key));
  }

  known(): readonly Entry[] {
    return [...this.#known.values()];
  }

  /** Both kinds of entries, in no order. */
  entries(): readonly Entry[] {
    return [...this.#known.values(), ...this.open];
  }

  get size(): number {
    return this.#known.size + this.open.length;
  }
}

/** Members may be equal to each other. */
export class PartialSet extends Partial {
  readonly shape = "set";
  readonly items: Term[];
  constructor(items: readonly Term[]) {
    super();
    this.items = [...items];
  }
}

export type Term = Value | Partial;
/** What a local holds, and undefined is Rego's. */
export type Slot = Term | undefined;

export function isPartial(term: unknown): term is Partial {
  return term instanceof Partial;
}

/** The types a term can have, from what it is alone. */
export function kindsOfTerm(term: Term): Kinds {
  if (!(term instanceof Partial)) return kindOfValue(term);
  if (term instanceof Unknown) return term.kinds;
  if (term instanceof PartialArray) return kindsOf("array");
  return kindsOf(term instanceof PartialSet ? "set" : "object");
}

export function partialOfObject(object: AnyObject): PartialObject {
  const made = new PartialObject();
  for (const [key, value] of objectEntries(object)) made.set(key, value);
  return made;
}

export function termIsArray(term: Term): term is readonly Value[] | PartialArray {
  return term instanceof PartialArray || (!isPartial(term) && isArray(term));
}

export function termIsObject(term: Term): term is AnyObject | PartialObject {
  return term instanceof PartialObject || (!isPartial(term) && isObject(term));
}

/** Elements of an array, or members of a set without order, as they are. */
export function itemsOf(term: Term): readonly Term[] {
  if (term instanceof PartialArray || term instanceof PartialSet) return term.items;
  if (isPartial(term)) return [];
  if (isArray(term)) return term;
  return isSet(term) ? term.values() : [];
}

const noOrigins: Origins = [];

/** Where the unknown parts of terms come from. */
export function originsOf(...terms: readonly (Term | MaybeAbsent | undefined)[]): Origins {
  let all = noOrigins;
  for (const term of terms) {
    if (term instanceof Unknown) all = joined(all, term.origins);
    else if (term instanceof MaybeAbsent) all = joined(joined(all, term.origins), originsOf(term.value));
    else if (term instanceof PartialObject) all = joined(all, originsOf(...term.entries().flat()));
    else if (isPartial(term)) all = joined(all, originsOf(...itemsOf(term)));
  }
  return all;
}

export function joined(left: Origins, right: Origins): Origins {
  if (left.length === 0) return right;
  const more = right.filter((source) => !left.includes(source));
  return more.length === 0 ? left : [...left, ...more];
}
