import type { Json, JsonObject } from "@bylaw/engine";

/** Keys from the root of the input; an array's index as text. */
export type Path = readonly string[];

export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

export function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !isList(value);
}

export function isNumber(value: Json | undefined): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

/** An integer as JSON values have it: a bigint only beyond ±2^53. */
export function integer(value: bigint): number | bigint {
  const double = Number(value);
  return Number.isSafeInteger(double) ? double : value;
}

export function sameJson(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true;
  if (isList(a))
    return isList(b) && a.length === b.length && a.every((one, index) => sameJson(one, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && sameJson(a[name], b[name]))
  );
}

/** The value at a path; undefined when there is none. */
export function valueAt(input: Json, path: Path): Json | undefined {
  let value: Json | undefined = input;
  for (const key of path) {
    if (isList(value)) value = isIndex(key) ? value[Number(key)] : undefined;
    else value = isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    if (value === undefined) return undefined;
  }
  return value;
}

/** The most elements that are put before one that is asked for. */
const maxIndex = 16;

/** The input with a value at a path. What is missing on the way is made, and a scalar on the way is replaced. */
export function withValueAt(input: Json | undefined, path: Path, value: Json): Json {
  return withValueBelow(input, path, 0, value);
}

/** @param depth how many keys of the path lead to the input; properties make many of these, so that none is copied */
function withValueBelow(input: Json | undefined, path: Path, depth: number, value: Json): Json {
  const key = path[depth];
  if (key === undefined) return value;
  const asElement = isList(input) ? isIndex(key) : !isRecord(input) && isIndex(key);
  if (asElement) {
    const elements = isList(input) ? [...input] : [];
    const index = Math.min(Number(key), Math.max(elements.length, maxIndex));
    while (elements.length < index) elements.push("");
    elements[index] = withValueBelow(elements[index], path, depth + 1, value);
    return elements;
  }
  const members = isRecord(input) ? input : {};
  const before = Object.hasOwn(members, key) ? members[key] : undefined;
  return { ...members, [key]: withValueBelow(before, path, depth + 1, value) };
}

/** The input without what is at a path. */
export function withoutValueAt(input: Json, path: Path): Json {
  return withoutValueBelow(input, path, 0);
}

function withoutValueBelow(input: Json, path: Path, depth: number): Json {
  const key = path[depth];
  if (key === undefined) return {};
  const isLast = depth === path.length - 1;
  if (isList(input)) {
    const index = Number(key);
    const held = input[index];
    if (!isIndex(key) || held === undefined) return input;
    return isLast ? input.toSpliced(index, 1) : input.with(index, withoutValueBelow(held, path, depth + 1));
  }
  if (!isRecord(input) || !Object.hasOwn(input, key)) return input;
  const held = input[key];
  if (!isLast)
    return held === undefined ? input : { ...input, [key]: withoutValueBelow(held, path, depth + 1) };
  const { [key]: _, ...others } = input;
  return others;
}

/** A place of the input with what is there. */
export interface Held {
  readonly path: Path;
  readonly value: Json;
}

/** All values of an input, the outer before the inner, at most so many. */
export function heldValues(input: Json, most: number): readonly Held[] {
  const found: Held[] = [{ path: [], value: input }];
  for (let index = 0; index < found.length && found.length < most; index++) {
    const { path, value } = found[index] ?? { path: [], value: null };
    if (typeof value !== "object" || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (found.length >= most) break;
      found.push({ path: [...path, key], value: inner });
    }
  }
  return found;
}

function isIndex(key: string): boolean {
  return /^\d{1,4}$/.test(key);
}
