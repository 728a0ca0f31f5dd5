import type { ComparedLiteral } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import { keysBelow, type Path } from "./literals.ts";

/** What can be wrong with the value at one place. */
type Defect =
  | { readonly kind: "missing" }
  | { readonly kind: "replaced"; readonly by: Json }
  /** An array becomes an object with the same keys, an object an array of its values. */
  | { readonly kind: "swapped" }
  /** One more element or entry, of a type of its own. */
  | { readonly kind: "extended"; readonly by: Json };

const deep = JSON.parse(`${'{"a":['.repeat(40)}1${"]}".repeat(40)}`) as Json;

const wrongValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  1,
  -1,
  1.5,
  9007199254740993n,
  -123456789012345678901234567890n,
  "",
  "x",
  "1",
  [],
  {},
  [null],
  ["x"],
  [[]],
  [1, "x"],
  { "0": "x" },
  { a: null },
  JSON.parse('{"__proto__":{"x":1}}'),
  { constructor: "x" },
  deep,
];

const defect: fc.Arbitrary<Defect> = fc.oneof(
  { weight: 2, arbitrary: fc.constant<Defect>({ kind: "missing" }) },
  { weight: 6, arbitrary: fc.constantFrom(...wrongValues).map((by): Defect => ({ kind: "replaced", by })) },
  { weight: 1, arbitrary: fc.constant<Defect>({ kind: "swapped" }) },
  { weight: 2, arbitrary: fc.constantFrom(...wrongValues).map((by): Defect => ({ kind: "extended", by })) },
);

/**
 * Inputs with one to three defects, at places that the schema declares. Some of them may still be of the schema: a
 * number may be replaced by a number, and optional values may be missing.
 *
 * @param wellFormed what the defects are put into
 */
export function malformed(
  wellFormed: fc.Arbitrary<Json>,
  schema: Schema,
  literals: readonly ComparedLiteral[] = [],
): fc.Arbitrary<Json> {
  const places = placesOf(schema, literals);
  const defects = fc.array(fc.tuple(fc.constantFrom(...places), defect), { minLength: 1, maxLength: 3 });
  return fc
    .tuple(wellFormed, defects)
    .map(([value, list]) => list.reduce((current, [path, one]) => withDefect(current, path, one), value));
}

/** The places of a schema, itself among them; of maps the keys that the policy names, of arrays the first elements. */
function placesOf(schema: Schema, literals: readonly ComparedLiteral[], path: Path = []): readonly Path[] {
  const below = (step: string | number, child: Schema) => placesOf(child, literals, [...path, step]);
  switch (schema.kind) {
    case "array":
      return [path, ...below(0, schema.element), ...below(1, schema.element)];
    case "map":
      return [path, ...["x", ...keysBelow(literals, path)].flatMap((key) => below(key, schema.value))];
    case "object":
      return [
        path,
        ...Object.entries(schema.properties).flatMap(([name, property]) => below(name, property.schema)),
      ];
    case "union":
      return [path, ...schema.members.flatMap((member) => placesOf(member, literals, path).slice(1))];
    default:
      return [path];
  }
}

function withDefect(value: Json, path: Path, { ...one }: Defect): Json {
  const [step, ...rest] = path;
  if (step === undefined) return damaged(value, one);
  if (Array.isArray(value) && typeof step === "number") {
    if (step >= value.length) return value;
    if (rest.length === 0 && one.kind === "missing") return value.filter((_, index) => index !== step);
    return value.map((element, index) => (index === step ? withDefect(element, rest, one) : element));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(value);
  const key = String(step);
  if (rest.length === 0 && one.kind === "missing") return objectOf(entries.filter(([name]) => name !== key));
  const current = entries.find(([name]) => name === key)?.[1];
  // What is not there can still be replaced: an optional value of a wrong type.
  if (current === undefined)
    return rest.length === 0 ? objectOf([...entries, [key, damaged(null, one)]]) : value;
  return objectOf(
    entries.map(([name, child]) => [name, name === key ? withDefect(child, rest, one) : child]),
  );
}

function damaged(value: Json, one: Defect): Json {
  switch (one.kind) {
    case "missing":
      return null;
    case "replaced":
      return one.by;
    case "swapped":
      if (Array.isArray(value)) return objectOf(Object.entries(value));
      return typeof value === "object" && value !== null ? Object.values(value) : [value];
    case "extended":
      if (Array.isArray(value)) return [...value, one.by];
      return typeof value === "object" && value !== null
        ? objectOf([...Object.entries(value), ["x", one.by]])
        : one.by;
  }
}

/** As JSON.parse does, a key such as `__proto__` becomes a property like any other. */
function objectOf(entries: readonly (readonly [string, Json])[]): Json {
  return Object.fromEntries(entries);
}
