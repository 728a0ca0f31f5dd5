import { type AnyObject, isArray, isSet, RegoObject, RegoSet, type Value } from "../values/value.ts";
import { equalTerms } from "./compare.ts";
import { entriesOf } from "./entries.ts";
import { PlanMistake } from "./failure.ts";
import { kindsOf } from "./kinds.ts";
import type { Run } from "./run.ts";
import {
  isPartial,
  originsOf,
  PartialArray,
  PartialObject,
  PartialSet,
  partialOfObject,
  type Term,
  termIsObject,
  Unknown,
} from "./term.ts";

/** A container as it is after something was put into it: the same one, or another that can hold unknowns. */
export function appended(run: Run, array: Term, value: Term): Term {
  if (array instanceof PartialArray) array.items.push(value);
  else if (array instanceof Unknown) return grown(run, array, value);
  else if (isPartial(value)) return new PartialArray([...(array as readonly Value[]), value]);
  // Only arrays that the plan made are appended to.
  else if (isArray(array as Value)) (array as Value[]).push(value);
  return array;
}

export function addedTo(run: Run, set: Term, value: Term): Term {
  if (set instanceof PartialSet) {
    const text = run.textOf(value);
    if (!set.items.some((item) => run.textOf(run.resolve(item)) === text)) set.items.push(value);
  } else if (set instanceof Unknown) return grown(run, set, value);
  else if (!isPartial(set) && isSet(set)) {
    if (isPartial(value)) return new PartialSet([...set.values(), value]);
    set.add(value);
  } else throw new PlanMistake("the plan adds to what is no set");
  return set;
}

/** A container of unknown content with one thing more in it. */
function grown(run: Run, container: Unknown, value: Term): Unknown {
  return run.freshUnknown([...container.origins, ...originsOf(value)], container.kinds, container.inner);
}

/** What an object that the plan makes has at a key; undefined when nothing. */
function entryAt(run: Run, object: PartialObject, key: Term): Term | undefined {
  const entry = object.entries().find(([other]) => equalTerms(run, other, key));
  return entry === undefined ? undefined : run.present(entry[1]);
}

export function inserted(run: Run, object: Term, key: Term, value: Term): Term {
  if (object instanceof Unknown) return grown(run, object, value);
  if (object instanceof RegoObject && !isPartial(key) && !isPartial(value)) return object.set(key, value);
  const target = object instanceof PartialObject ? object : partialOf(object);
  const known = run.valueOf(key);
  const open = target.open.findIndex(([other]) => equalTerms(run, other, key));
  if (open >= 0) target.open.splice(open, 1, [key, value]);
  else if (known !== undefined) target.set(known, value);
  else {
    const same = target.known().find(([other]) => equalTerms(run, other, key));
    if (same === undefined) target.open.push([key, value]);
    else target.set(run.valueOf(same[0]) ?? null, value);
  }
  return target;
}

function partialOf(object: Term): PartialObject {
  if (object instanceof RegoObject) return partialOfObject(object);
  throw new PlanMistake("the plan inserts into what is no object");
}

/** What `ObjectInsertOnceStmt` makes of an object; undefined when it has another value at the key. */
export function insertedOnce(run: Run, object: Term, key: Term, value: Term): Term | undefined {
  if (object instanceof Unknown) {
    const conflict = run.choose(2, [...object.origins, ...originsOf(key, value)]) === 1;
    return conflict ? undefined : grown(run, object, value);
  }
  const held =
    object instanceof RegoObject && !isPartial(key)
      ? object.get(key)
      : entryAt(run, object instanceof PartialObject ? object : partialOf(object), key);
  if (held === undefined) return inserted(run, object, key, value);
  return equalTerms(run, held, value) ? object : undefined;
}

/** The second under the first, object by object. */
export function merged(run: Run, one: Term, other: Term): Term {
  const [left, right] = [run.resolve(one), run.resolve(other)];
  const object = kindsOf("object");
  if (!run.isOf(left, object) || !run.isOf(right, object)) return left;
  if (!termIsObject(left) || !termIsObject(right)) return run.freshUnknown(originsOf(left, right), object);
  let made: Term = new RegoObject();
  for (const [key, value] of entriesOf(run, right)) made = inserted(run, made, key, value);
  for (const [key, value] of entriesOf(run, left)) {
    const under = entriesOf(run, right).find(([candidate]) => equalTerms(run, candidate, key));
    made = inserted(run, made, key, under === undefined ? value : merged(run, value, under[1]));
  }
  return made;
}

/** A document with another value at a path. */
export function upserted(run: Run, document: Term | undefined, path: readonly string[], value: Term): Term {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const held = document === undefined ? undefined : run.resolve(document);
  if (held !== undefined && run.isOf(held, kindsOf("object"))) {
    // What is beside the path stays as unknown as it was, and the path becomes so.
    if (!termIsObject(held)) return run.freshUnknown(originsOf(held, value), kindsOf("object"));
    return withEntry(run, held, key, (before) => upserted(run, before, rest, value));
  }
  return withEntry(run, new RegoObject(), key, () => upserted(run, undefined, rest, value));
}

function withEntry(
  run: Run,
  object: AnyObject | PartialObject,
  key: string,
  change: (before: Term | undefined) => Term,
): Term {
  const copy = new PartialObject();
  if (object instanceof PartialObject) {
    for (const [known, held] of object.known()) copy.set(run.valueOf(known) ?? null, held);
    copy.open.push(...object.open);
  } else
    for (const [known, held] of partialOfObject(object).known()) copy.set(run.valueOf(known) ?? null, held);
  const open = copy.open.findIndex(([other]) => equalTerms(run, other, key));
  const before = run.present(open < 0 ? copy.get(key) : copy.open[open]?.[1]);
  if (open >= 0) copy.open.splice(open, 1);
  copy.set(key, change(before));
  return run.valueOf(copy) ?? copy;
}

/** An empty set, array or object. */
export const empty = {
  array: (): Term => [],
  set: (): Term => new RegoSet(),
  object: (): Term => new RegoObject(),
};
