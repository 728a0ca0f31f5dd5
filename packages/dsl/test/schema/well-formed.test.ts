import { type Schema, t, unchangingCheck } from "@bylaw/dsl/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWellFormed } from "../../src/schema/well-formed.ts";

const { schema } = t.object({
  a: t.string,
  b: t.opt(t.array(t.object({ c: t.number, g: t.opt(t.boolean) }))),
  d: t.map(t.string),
  e: t.opt(t.union(t.string, t.object({ f: t.string }))),
  h: t.unknown,
});

const scalar = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, "\ud800", 2 ** 53, 1n, Number.NaN),
  fc.string(),
  fc.integer(),
  fc.boolean(),
);
const part = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    scalar,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(fc.constantFrom("a", "b", "c", "d", "e", "f", "g", "h", "\ud800"), tie("value"), {
      maxKeys: 4,
    }),
  ),
})).value;
const value = fc.record({
  a: fc.oneof(fc.constant("a"), part),
  b: fc.oneof(fc.array(fc.record({ c: fc.oneof(fc.integer(), part), g: part }), { maxLength: 2 }), part),
  d: fc.oneof(fc.dictionary(fc.constantFrom("k", "l"), fc.oneof(fc.string(), part)), part),
  e: fc.oneof(fc.constantFrom<unknown>("e", null, { f: "f" }), part),
  h: part,
});

/** The same, as plainly as it can be said. */
function says(one: Schema, given: unknown): boolean {
  const isObject = typeof given === "object" && given !== null && !Array.isArray(given);
  switch (one.kind) {
    case "unknown":
      return true;
    case "string":
      return typeof given === "string" && given.isWellFormed();
    case "number":
      return typeof given === "number" && Math.abs(given) < 2 ** 53;
    case "boolean":
      return typeof given === "boolean";
    case "array":
      return Array.isArray(given) && given.every((each) => each !== undefined && says(one.element, each));
    case "map":
      return (
        isObject &&
        Object.entries(given).every(
          ([key, each]) => key.isWellFormed() && (each === undefined || says(one.value, each)),
        )
      );
    case "object":
      return (
        isObject &&
        Object.entries(one.properties).every(([key, property]) => {
          const held = (given as Record<string, unknown>)[key];
          return property.optional && (held ?? null) === null
            ? true
            : held !== undefined && says(property.schema, held);
        })
      );
    case "union":
      return one.members.some((member) => says(member, given));
    default:
      throw new Error(`no ${one.kind} is tried here`);
  }
}

describe("whether a value is well-formed", () => {
  it("is what the schema says, for values that share parts too", () => {
    const check = unchangingCheck(schema);
    let held = 0;
    fc.assert(
      fc.property(value, value, (first, second) => {
        for (const one of [first, second, { ...first, d: second.d }, { ...second, b: first.b }]) {
          const expected = says(schema, one);
          if (expected) held++;
          expect([isWellFormed(schema, one), check(one), check(one)]).toEqual([expected, expected, expected]);
        }
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect(held).toBeGreaterThan(100);
  });

  it("is told of a changed value, too", () => {
    const changed: Record<string, unknown> = { a: "a", d: {}, h: 1 };
    expect(isWellFormed(schema, changed)).toBe(true);
    changed.a = 7;
    expect(isWellFormed(schema, changed)).toBe(false);
  });

  it("runs no code of the value", () => {
    const run = () => {
      throw new Error("it ran");
    };
    const hostile = {
      get a() {
        return run();
      },
      d: {},
      h: 1,
    };
    for (const one of [hostile, new Proxy({}, { getOwnPropertyDescriptor: run, get: run })]) {
      expect(isWellFormed(schema, one)).toBe(false);
      expect(unchangingCheck(schema)(one)).toBe(false);
    }
  });
});
