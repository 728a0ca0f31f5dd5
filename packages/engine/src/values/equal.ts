import { type AnyObject, isArray, objectGet, objectKeys, objectSize, RegoSet, type Value } from "./value.ts";

// So many pairs of collections are compared without a note of them.
const fewPairs = 1_000;

/**
 * Pairs of collections that were found equal within one comparison. Values can share their parts, so that without
 * such notes the same pairs would be compared again and again.
 */
class EqualPairs {
  #compared = 0;
  #known: Map<object, Set<object>> | undefined;

  has(left: object, right: object): boolean {
    this.#compared++;
    return this.#known?.get(left)?.has(right) ?? false;
  }

  add(left: object, right: object): void {
    if (this.#compared < fewPairs) return;
    this.#known ??= new Map();
    const others = this.#known.get(left);
    if (others === undefined) this.#known.set(left, new Set([right]));
    else others.add(right);
  }
}

/** Equality of Rego, which is that of `compareValues`, without an order. */
export function equalValues(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (isArray(left)) {
    if (!isArray(right) || left.length !== right.length) return false;
    // Mostly they are lists of scalars, which need no notes.
    let at = 0;
    while (at < left.length && left[at] === right[at]) at++;
    if (at === left.length) return true;
    if (!isCollection(left[at]) || !isCollection(right[at])) return false;
  }
  return equalCollections(left, right, new EqualPairs());
}

function isCollection(value: Value | undefined): boolean {
  return typeof value === "object" && value !== null;
}

function equal(left: Value, right: Value, pairs: EqualPairs): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (pairs.has(left, right)) return true;
  if (!equalCollections(left, right, pairs)) return false;
  pairs.add(left, right);
  return true;
}

function equalCollections(left: Value & object, right: Value & object, pairs: EqualPairs): boolean {
  if (isArray(left)) return isArray(right) && equalLists(left, right, pairs);
  if (isArray(right)) return false;
  if (left instanceof RegoSet)
    return (
      right instanceof RegoSet && left.size === right.size && left.members().every((one) => right.has(one))
    );
  return !(right instanceof RegoSet) && equalObjects(left, right, pairs);
}

function equalLists(left: readonly Value[], right: readonly Value[], pairs: EqualPairs): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++)
    if (!equal(left[index] ?? null, right[index] ?? null, pairs)) return false;
  return true;
}

function equalObjects(left: AnyObject, right: AnyObject, pairs: EqualPairs): boolean {
  const keys = objectKeys(left);
  if (keys.length !== objectSize(right)) return false;
  for (const key of keys) {
    const [held, other] = [objectGet(left, key), objectGet(right, key)];
    if (held === undefined || other === undefined || !equal(held, other, pairs)) return false;
  }
  return true;
}
