import { type TypeName, typeName, type Value } from "../values/value.ts";

/** A set of types of Rego, as bits. */
export type Kinds = number;

const bits: Readonly<Record<TypeName, Kinds>> = {
  null: 1,
  boolean: 2,
  number: 4,
  string: 8,
  array: 16,
  object: 32,
  set: 64,
};

/** In Rego's order of types, which is the order of the bits. */
export const typeNames: readonly TypeName[] = [
  "null",
  "boolean",
  "number",
  "string",
  "array",
  "object",
  "set",
];

export const jsonKinds: Kinds = 63;
export const anyKinds: Kinds = 127;

export function kindsOf(...names: TypeName[]): Kinds {
  return names.reduce((kinds, name) => kinds | bits[name], 0);
}

export const collections: Kinds = kindsOf("array", "object", "set");

export function kindOfValue(value: Value): Kinds {
  return bits[typeName(value)];
}

/** Whether every type of the first comes before every type of the second in Rego's order. */
export function allBefore(left: Kinds, right: Kinds): boolean {
  // Below the lowest bit of the right one.
  return left < (right & -right);
}
