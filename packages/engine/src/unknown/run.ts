import { makeObject, RegoSet, type Value } from "../values/value.ts";
import { aboveToo, type Bounds, belowToo, isAbove, isBelow } from "./bounds.ts";
import { anyKinds, type Kinds, kindsOf } from "./kinds.ts";
import type { Names } from "./names.ts";
import {
  isPartial,
  joined,
  kindsOfTerm,
  MaybeAbsent,
  type Origins,
  PartialArray,
  PartialObject,
  PartialSet,
  type Slot,
  type Term,
  Unknown,
} from "./term.ts";
import { NotFollowed, type Trail } from "./trail.ts";

/** One way through a decision: what it has chosen so far, and what follows from that about the unknowns. */
export class Run {
  readonly #trail: Trail;
  readonly #names: Names;
  readonly #bound = new Map<number, Value | Unknown>();
  readonly #kinds = new Map<number, Kinds>();
  readonly #bounds = new Map<number, Bounds>();
  readonly #decided = new Map<string, number>();
  #fresh = 0;
  #stepsLeft: number;

  constructor(trail: Trail, names: Names, maxSteps: number) {
    this.#trail = trail;
    this.#names = names;
    this.#stepsLeft = maxSteps;
  }

  get stepsLeft(): number {
    return this.#stepsLeft;
  }

  spend(steps: number): void {
    this.#stepsLeft -= steps;
    if (this.#stepsLeft < 0) throw new NotFollowed(this.#trail.origins);
  }

  /** A text for each term; terms of one text are equal. That of much costs steps. */
  textOf(term: Term | MaybeAbsent): string {
    const text = this.#names.textOf(term);
    this.spend(text.length >> 4);
    return text;
  }

  /** A choice that is made anew each time. */
  choose(alternatives: number, origins: Origins): number {
    return this.#trail.choose(alternatives, origins);
  }

  /** A choice that this run makes once. */
  decide(what: string, alternatives: number, origins: Origins): number {
    const known = this.#decided.get(what);
    if (known !== undefined) return known;
    const taken = this.#trail.choose(alternatives, origins);
    this.#decided.set(what, taken);
    return taken;
  }

  /** What a decision was; undefined before it is made. */
  decided(what: string): number | undefined {
    return this.#decided.get(what);
  }

  /** The unknown that a text stands for, the same each time. */
  unknown(what: string, origins: Origins, kinds: Kinds, inner: Kinds): Term {
    return this.resolve(new Unknown(this.#names.numberOf(what), origins, kinds, inner));
  }

  /** An unknown that is like no other. */
  freshUnknown(origins: Origins, kinds: Kinds = anyKinds, inner: Kinds = anyKinds): Unknown {
    return new Unknown(this.#names.numberOf(`fresh ${this.#fresh++}`), origins, kinds, inner);
  }

  freshMaybeAbsent(origins: Origins, kinds: Kinds = anyKinds): MaybeAbsent {
    const value = this.freshUnknown(origins, kinds);
    return new MaybeAbsent(value.id, origins, value);
  }

  resolve(term: Term): Term {
    let held = term;
    while (held instanceof Unknown) {
      const next = this.#bound.get(held.id);
      if (next === undefined) return held;
      held = next;
    }
    return held;
  }

  /** The value, if it is there in this run. */
  present(slot: Slot | MaybeAbsent): Slot {
    if (!(slot instanceof MaybeAbsent)) return slot === undefined ? undefined : this.resolve(slot);
    return this.decide(`absent ${slot.id}`, 2, slot.origins) === 0 ? this.resolve(slot.value) : undefined;
  }

  kinds(term: Term): Kinds {
    const held = this.resolve(term);
    return (held instanceof Unknown ? this.#kinds.get(held.id) : undefined) ?? kindsOfTerm(held);
  }

  /** Whether a term has one of the types. */
  isOf(term: Term, wanted: Kinds): boolean {
    const held = this.resolve(term);
    const kinds = this.kinds(held);
    if ((kinds & wanted) === 0) return false;
    if ((kinds & ~wanted) === 0 || !(held instanceof Unknown)) return true;
    const holds = this.#trail.choose(2, held.origins) === 0;
    this.#narrow(held, holds ? kinds & wanted : kinds & ~wanted);
    return holds;
  }

  /** Takes for granted that an unknown has one of the types, as what was found in it shows. */
  learn(unknown: Unknown, kinds: Kinds): void {
    const left = this.kinds(unknown) & kinds;
    if (left !== 0) this.#narrow(unknown, left);
  }

  /** Takes for granted that an unknown is not before a value in Rego's order. */
  learnNotLess(unknown: Unknown, value: Value): void {
    const bounds = this.#bounds.get(unknown.id) ?? {};
    if (isBelow(bounds, value) === undefined) this.#bounds.set(unknown.id, aboveToo(bounds, value, false));
  }

  #narrow(unknown: Unknown, kinds: Kinds): void {
    this.#kinds.set(unknown.id, kinds);
    if (kinds === kindsOf("null")) this.#bound.set(unknown.id, null);
  }

  /** The value, when nothing in it is unknown in this run. */
  valueOf(term: Term | MaybeAbsent): Value | undefined {
    if (term instanceof MaybeAbsent) {
      return this.decided(`absent ${term.id}`) === 0 ? this.valueOf(term.value) : undefined;
    }
    const held = this.resolve(term);
    if (!isPartial(held)) return held;
    if (held instanceof PartialArray || held instanceof PartialSet) {
      const values = this.#valuesOf(held.items);
      return values === undefined || held instanceof PartialArray ? values : new RegoSet(values);
    }
    if (!(held instanceof PartialObject)) return undefined;
    const entries: (readonly [Value, Value])[] = [];
    for (const [key, value] of held.entries()) {
      if (value instanceof MaybeAbsent && this.decided(`absent ${value.id}`) === 1) continue;
      const [known, there] = [this.valueOf(key), this.valueOf(value)];
      if (known === undefined || there === undefined) return undefined;
      entries.push([known, there]);
    }
    return makeObject(entries);
  }

  #valuesOf(items: readonly Term[]): readonly Value[] | undefined {
    const values: Value[] = [];
    for (const item of items) {
      const value = this.valueOf(item);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  }

  /** Whether an unknown is a value. */
  isValue(unknown: Unknown, value: Value): boolean {
    const kinds = this.kinds(unknown);
    const kind = kindsOfTerm(value);
    if ((kinds & kind) === 0) return false;
    if (kind === kindsOf("null")) return this.isOf(unknown, kind);
    const bounds = this.#bounds.get(unknown.id);
    if (bounds !== undefined && (isBelow(bounds, value) === true || isAbove(bounds, value) === true))
      return false;
    const what = `equal ${unknown.id} ${this.textOf(value)}`;
    const holds = this.decide(what, 2, unknown.origins) === 0;
    if (holds) this.#bound.set(unknown.id, value);
    else if (typeof value === "boolean" && kinds === kind) this.#bound.set(unknown.id, !value);
    return holds;
  }

  /** Whether two unknowns are the same. */
  areSame(left: Unknown, right: Unknown): boolean {
    if (left.id === right.id) return true;
    const kinds = this.kinds(left) & this.kinds(right);
    if (kinds === 0) return false;
    const [low, high] = left.id < right.id ? [left, right] : [right, left];
    const origins = joined(left.origins, right.origins);
    if (this.decide(`same ${low.id} ${high.id}`, 2, origins) !== 0) return false;
    this.#bound.set(high.id, low);
    this.#narrow(low, kinds);
    return true;
  }

  /** Whether an unknown comes before a value in Rego's order. */
  isLess(unknown: Unknown, value: Value): boolean {
    const bounds = this.#bounds.get(unknown.id) ?? {};
    const known = isBelow(bounds, value);
    if (known !== undefined) return known;
    const holds = this.#trail.choose(2, unknown.origins) === 0;
    this.#bounds.set(unknown.id, holds ? belowToo(bounds, value, true) : aboveToo(bounds, value, false));
    return holds;
  }

  /** Whether an unknown comes after a value in Rego's order. */
  isMore(unknown: Unknown, value: Value): boolean {
    const bounds = this.#bounds.get(unknown.id) ?? {};
    const known = isAbove(bounds, value);
    if (known !== undefined) return known;
    const holds = this.#trail.choose(2, unknown.origins) === 0;
    this.#bounds.set(unknown.id, holds ? aboveToo(bounds, value, true) : belowToo(bounds, value, false));
    return holds;
  }
}
