import { isDomainNumber } from "./scalar.ts";
import type { Property } from "./schema.ts";
import type { OptionalShape, Shape, ShapeProperties, Static, StaticObject } from "./shape.ts";
import { shapeOf } from "./shape-of.ts";

type Literal = string | number | boolean | null;

/**
 * Shapes: descriptions of values from which the TypeScript type, the native check, the Rego guard and the generator
 * all come.
 *
 * ```ts
 * const claims = t.object({ sub: t.string, roles: t.opt(t.array(t.string)) });
 * type Claims = Static<typeof claims>; // { readonly sub: string; readonly roles?: readonly string[] }
 * ```
 */
export const t = {
  /** Any text without lone surrogates. */
  string: shapeOf<string>({ kind: "string" }),
  /** Any number within ±(2^53 - 1). */
  number: shapeOf<number>({ kind: "number" }),
  boolean: shapeOf<boolean>({ kind: "boolean" }),
  null: shapeOf<null>({ kind: "null" }),
  /** Anything at all; to be narrowed before it is used. */
  unknown: shapeOf<unknown>({ kind: "unknown" }),
  /** One of the given literals: `t.oneOf("GET", "HEAD")`. Throws a TypeError on a number beyond ±(2^53 - 1). */
  oneOf: <const L extends readonly Literal[]>(...literals: L): Shape<L[number]> => {
    for (const literal of literals) {
      if (typeof literal === "number" && !isDomainNumber(literal)) {
        throw new TypeError("t.oneOf takes numbers within ±(2^53 - 1) only");
      }
    }
    return shapeOf<L[number]>({ kind: "oneOf", values: [...literals] });
  },
  /** An array, each element of the given shape; an element may not be `null` unless the shape says so. */
  array: <T>(element: Shape<T>): Shape<readonly T[]> =>
    shapeOf<readonly T[]>({ kind: "array", element: element.schema }),
  /** An object used as a dictionary: any keys, each value of the given shape. */
  map: <T>(value: Shape<T>): Shape<Readonly<Record<string, T>>> =>
    shapeOf<Readonly<Record<string, T>>>({ kind: "map", value: value.schema }),
  /** An object with these properties and perhaps others. */
  object: <const P extends ShapeProperties>(properties: P): Shape<StaticObject<P>> =>
    shapeOf<StaticObject<P>>({ kind: "object", properties: propertySchemas(properties) }),
  /** A property of `t.object` that may be absent or `null`, both read as `undefined`. */
  opt: <T>(optional: Shape<T>): OptionalShape<T> => ({ optional }),
  /** Any of the given shapes; object shapes are told apart by a property that is `t.oneOf`. */
  union: <const S extends readonly Shape<unknown>[]>(...members: S): Shape<Static<S[number]>> =>
    shapeOf<Static<S[number]>>({ kind: "union", members: members.map((member) => member.schema) }),
} as const;

function propertySchemas(properties: ShapeProperties): Readonly<Record<string, Property>> {
  // No prototype, so that a property called `constructor` is looked up as data.
  const schemas: Record<string, Property> = Object.create(null);
  for (const [name, given] of Object.entries(properties)) {
    schemas[name] =
      "optional" in given
        ? { schema: given.optional.schema, optional: true }
        : { schema: given.schema, optional: false };
  }
  return schemas;
}
