import { compareValues, equalValues } from "../values/order.ts";
import { isSet, type Value, valueAt } from "../values/value.ts";
import { entriesOf } from "./entries.ts";
import { allBefore, anyKinds, collections, kindsOf } from "./kinds.ts";
import type { Run } from "./run.ts";
import {
  isPartial,
  itemsOf,
  originsOf,
  PartialArray,
  PartialObject,
  PartialSet,
  type Term,
  termIsArray,
  termIsObject,
  Unknown,
} from "./term.ts";

/** Whether two terms are equal in this run. */
export function equalTerms(run: Run, one: Term, other: Term): boolean {
  const [left, right] = [run.resolve(one), run.resolve(other)];
  if (left === right) return true;
  if (!isPartial(left)) return isPartial(right) ? equalsValue(run, right, left) : equalValues(left, right);
  if (!isPartial(right)) return equalsValue(run, left, right);
  if (left instanceof Unknown && right instanceof Unknown) return run.areSame(left, right);
  if ((run.kinds(left) & run.kinds(right)) === 0) return false;
  if (left instanceof Unknown || right instanceof Unknown) return equalsContainer(run, left, right);
  return equalContainers(run, left, right);
}

function equalsValue(run: Run, partial: Term, value: Value): boolean {
  if (partial instanceof Unknown) return run.isValue(partial, value);
  if ((run.kinds(partial) & run.kinds(value)) === 0) return false;
  return equalContainers(run, partial, value);
}

/** Of an unknown and a container of unknowns. */
function equalsContainer(run: Run, left: Term, right: Term): boolean {
  // Nothing holds itself.
  if (holds(left, right) || holds(right, left)) return false;
  const [one, other] = [run.textOf(left), run.textOf(right)].sort();
  return run.decide(`equal ${one} ${other}`, 2, originsOf(left, right)) === 0;
}

function holds(container: Term, unknown: Term): boolean {
  if (!(unknown instanceof Unknown) || container instanceof Unknown) return false;
  const inside = container instanceof PartialObject ? container.entries().flat() : itemsOf(container);
  return inside.some(
    (held) =>
      (held instanceof Unknown && held.id === unknown.id) || (isPartial(held) && holds(held, unknown)),
  );
}

/** Of two containers of one type. */
function equalContainers(run: Run, left: Term, right: Term): boolean {
  if (termIsArray(left) && termIsArray(right)) {
    const [ours, theirs] = [itemsOf(left), itemsOf(right)];
    return (
      ours.length === theirs.length &&
      ours.every((item, index) => equalTerms(run, item, theirs[index] ?? null))
    );
  }
  if (termIsObject(left) && termIsObject(right)) {
    const [ours, theirs] = [entriesOf(run, left), entriesOf(run, right)];
    return (
      ours.length === theirs.length &&
      ours.every(([key, value]) => {
        const same = theirs.find(([candidate]) => equalTerms(run, candidate, key));
        return same !== undefined && equalTerms(run, value, same[1]);
      })
    );
  }
  const [ours, theirs] = [distinctItems(run, left), distinctItems(run, right)];
  return (
    ours.length === theirs.length &&
    ours.every((item) => theirs.some((other) => equalTerms(run, other, item)))
  );
}

/** Members of a set, none twice. */
export function distinctItems(run: Run, set: Term): readonly Term[] {
  if (!isPartial(set)) return itemsOf(set);
  const distinct: Term[] = [];
  for (const item of itemsOf(set)) {
    if (!distinct.some((other) => equalTerms(run, other, item))) distinct.push(item);
  }
  return distinct;
}

/** Members of a set in Rego's order, none twice. */
export function sortedItems(run: Run, set: Term): readonly Term[] {
  if (!isPartial(set)) return itemsOf(set);
  const sorted: Term[] = [];
  for (const item of distinctItems(run, set)) {
    const place = sorted.findIndex((other) => lessTerm(run, item, other));
    sorted.splice(place < 0 ? sorted.length : place, 0, item);
  }
  return sorted;
}

/** Whether a term comes before another in Rego's order, in this run. */
export function lessTerm(run: Run, one: Term, other: Term): boolean {
  const [left, right] = [run.resolve(one), run.resolve(other)];
  if (!isPartial(left) && !isPartial(right)) return compareValues(left, right) < 0;
  const [ours, theirs] = [run.kinds(left), run.kinds(right)];
  if (allBefore(ours, theirs)) return true;
  if (allBefore(theirs, ours)) return false;
  if (left instanceof Unknown && !isPartial(right)) return run.isLess(left, right);
  if (right instanceof Unknown && !isPartial(left)) return run.isMore(right, left);
  const [first, second] = [run.textOf(left), run.textOf(right)];
  if (first === second) return false;
  return run.decide(`less ${first} ${second}`, 2, originsOf(left, right)) === 0;
}

/** More candidates than this are not tried one by one. */
const maxCandidates = 256;

/** Whether a collection has an element, member or value that equals a term. */
export function hasItem(run: Run, collection: Term, wanted: Term): boolean | Unknown {
  const held = run.resolve(collection);
  const term = run.resolve(wanted);
  if (!isPartial(held) && !isPartial(term) && isSet(held)) return held.has(term);
  const items = termIsObject(held) ? entriesOf(run, held).map(([, value]) => value) : itemsOf(held);
  run.spend(items.length);
  const tooMany = items.length > maxCandidates && isPartial(term);
  if (!(held instanceof Unknown) && !tooMany) return items.some((item) => equalTerms(run, item, term));
  if (!run.isOf(held, collections)) return false;
  const what = `member ${run.textOf(term)} ${run.textOf(held)}`;
  const found = run.unknown(what, originsOf(held, term), kindsOf("boolean"), kindsOf("boolean"));
  return typeof found === "boolean" || found instanceof Unknown ? found : false;
}

/** What is at a key of a term, in this run; undefined when nothing is. */
export function termAt(run: Run, from: Term, at: Term): Term | undefined {
  const [source, key] = [run.resolve(from), run.resolve(at)];
  if (!isPartial(source) && !isPartial(key)) return valueAt(source, key);
  if (source instanceof Unknown) return insideUnknown(run, source, key);
  const known = run.valueOf(key);
  if (known !== undefined) return atValue(run, source, known);
  const candidates = candidatesOf(run, source);
  run.spend(candidates.length);
  if (candidates.length > maxCandidates) return maybe(run, source, key);
  const found = candidates.find(([candidate]) => equalTerms(run, candidate, key));
  return found === undefined ? undefined : run.resolve(found[1]);
}

function candidatesOf(run: Run, source: Term): readonly (readonly [Term, Term])[] {
  if (termIsObject(source)) return entriesOf(run, source);
  const items = itemsOf(source);
  return termIsArray(source) ? items.map((item, index) => [index, item]) : items.map((item) => [item, item]);
}

function atValue(run: Run, source: Term, key: Value): Term | undefined {
  if (source instanceof PartialArray) {
    const item = typeof key === "number" && Number.isInteger(key) ? source.items[key] : undefined;
    return item === undefined ? undefined : run.resolve(item);
  }
  if (source instanceof PartialObject) {
    const held = source.get(key);
    if (held !== undefined) return run.present(held);
    const open = source.open.find(([candidate]) => equalTerms(run, candidate, key));
    return open === undefined ? undefined : run.present(open[1]);
  }
  if (source instanceof PartialSet) {
    return source.items.some((item) => equalTerms(run, item, key)) ? key : undefined;
  }
  return isPartial(source) ? undefined : valueAt(source, key);
}

function insideUnknown(run: Run, source: Unknown, key: Term): Term | undefined {
  const index = (run.kinds(key) & kindsOf("number")) !== 0;
  const holders = kindsOf("object", "set") | (index ? kindsOf("array") : 0);
  if ((run.kinds(source) & holders) === 0) return undefined;
  const found = maybe(run, source, key);
  // That something is there says that the source is a collection.
  if (found !== undefined) run.learn(source, holders);
  return found;
}

/** Something unknown at a key, or nothing. */
function maybe(run: Run, source: Term, key: Term): Term | undefined {
  const what = `at ${run.textOf(source)} ${run.textOf(key)}`;
  const origins = originsOf(source, key);
  if (run.decide(`absent ${what}`, 2, origins) !== 0) return undefined;
  const inner = source instanceof Unknown ? source.inner : anyKinds;
  return run.unknown(what, origins, inner, inner);
}
