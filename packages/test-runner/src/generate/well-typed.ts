import type { ComparedLiteral } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json, JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { keysBelow, literalsAt, type Path } from "./literals.ts";
import { anyText, textNear } from "./text.ts";

const longestArray = 4;

/**
 * Values of a schema, often those that a policy compares with. Shrinking keeps them of the schema.
 *
 * @param literals what the policy compares input paths with, to be met and narrowly missed
 * @param path where the value stands in the input
 */
export function wellTyped(
  schema: Schema,
  literals: readonly ComparedLiteral[] = [],
  path: Path = [],
): fc.Arbitrary<Json> {
  switch (schema.kind) {
    case "string":
      return textNear(literalsAt(literals, path));
    case "number":
      return numberNear(literalsAt(literals, path));
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "unknown":
      return anyJson;
    case "oneOf":
      return fc.constantFrom(...schema.values);
    case "array":
      return arrayOf(schema.element, literals, path);
    case "map":
      return mapOf(schema.value, literals, path);
    case "object":
      return recordOf(schema.properties, literals, path);
    case "union":
      return fc.oneof(...schema.members.map((member) => wellTyped(member, literals, path)));
  }
}

/** Any JSON, not deep; for what a schema leaves open. */
export const anyJson: fc.Arbitrary<Json> = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    anyText,
    fc.array(tie("json"), { maxLength: 3 }),
    fc.dictionary(anyText, tie("json"), { maxKeys: 3, noNullPrototype: true }),
  ),
})).json;

function numberNear(literals: readonly ComparedLiteral[]): fc.Arbitrary<number> {
  const numbers = literals.flatMap(({ value }) => (typeof value === "number" ? [value] : []));
  const any = fc.oneof(
    fc.integer({ min: -2, max: 100 }),
    fc.integer(),
    // -0 has no JSON of its own, and OPA reads it as 0.
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }).map((number) => number + 0),
  );
  if (numbers.length === 0) return any;
  const near = fc
    .tuple(fc.constantFrom(...numbers), fc.constantFrom(0, 0, 1, -1, 0.5))
    .map(([number, by]) => number + by);
  return fc.oneof({ weight: 3, arbitrary: near }, { weight: 1, arbitrary: any });
}

function arrayOf(element: Schema, literals: readonly ComparedLiteral[], path: Path): fc.Arbitrary<Json> {
  const anywhere = fc.array(wellTyped(element, literals, [...path, "*"]), { maxLength: longestArray });
  const named = keysBelow(literals, path).filter((key) => typeof key === "number" && key < longestArray);
  if (named.length === 0) return anywhere;
  const upTo = Math.max(...named.map(Number));
  const inPlace = Array.from({ length: upTo + 1 }, (_, index) =>
    wellTyped(element, literals, [...path, index]),
  );
  const placed = fc.tuple(fc.tuple(...inPlace), anywhere).map(([first, rest]): Json => [...first, ...rest]);
  return fc.oneof({ weight: 3, arbitrary: placed }, { weight: 1, arbitrary: anywhere });
}

function mapOf(value: Schema, literals: readonly ComparedLiteral[], path: Path): fc.Arbitrary<Json> {
  const rest = fc.dictionary(anyText, wellTyped(value, literals, [...path, "*"]), {
    maxKeys: 3,
    noNullPrototype: true,
  });
  const keys = keysBelow(literals, path).map(String);
  const named = Object.fromEntries(keys.map((key) => [key, wellTyped(value, literals, [...path, key])]));
  const chosen = fc.record(named, { requiredKeys: [], noNullPrototype: true }) as fc.Arbitrary<JsonObject>;
  return fc.tuple(chosen, rest).map(([some, others]) => ({ ...others, ...some }));
}

type Properties = Extract<Schema, { kind: "object" }>["properties"];

function recordOf(
  properties: Properties,
  literals: readonly ComparedLiteral[],
  path: Path,
): fc.Arbitrary<Json> {
  const model = Object.fromEntries(
    Object.entries(properties).map(([name, { schema, optional }]) => {
      const value = wellTyped(schema, literals, [...path, name]);
      return [
        name,
        optional
          ? fc.oneof({ weight: 9, arbitrary: value }, { weight: 1, arbitrary: fc.constant(null) })
          : value,
      ];
    }),
  );
  const required = Object.keys(properties).filter((name) => !properties[name]?.optional);
  return fc.record(model, { requiredKeys: required, noNullPrototype: true }) as fc.Arbitrary<Json>;
}
