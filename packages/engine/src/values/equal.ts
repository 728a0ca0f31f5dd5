import { type AnyObject, isArray, objectGet, objectKeys, objectSize, RegoSet, type Value } from "./value.ts";

/** Equality of Rego, which is that of `compareValues`, without an order. */
export function equalValues(left: Value, right: Value): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || left === null || right === null) return false;
  if (isArray(left)) return isArray(right) && equalLists(left, right);
  if (isArray(right)) return false;
  if (left instanceof RegoSet)
    return (
      right instanceof RegoSet && left.size === right.size && left.members().every((one) => right.has(one))
    );
  return !(right instanceof RegoSet) && equalObjects(left, right);
}

function equalLists(left: readonly Value[], right: readonly Value[]): boolean {
  if (left.length !== right.length) return false;
  for (let index = 0; index < left.length; index++)
    if (!equalValues(left[index] ?? null, right[index] ?? null)) return false;
  return true;
}

function equalObjects(left: AnyObject, right: AnyObject): boolean {
  const keys = objectKeys(left);
  if (keys.length !== objectSize(right)) return false;
  for (const key of keys) {
    const [held, other] = [objectGet(left, key), objectGet(right, key)];
    if (held === undefined || other === undefined || !equalValues(held, other)) return false;
  }
  return true;
}
