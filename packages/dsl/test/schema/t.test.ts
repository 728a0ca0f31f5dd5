import { type Static, t } from "@bylaw/dsl/schema";
import { describe, expect, it } from "vitest";

describe("a shape", () => {
  it("is its own description", () => {
    const shape = t.object({
      sub: t.string,
      level: t.opt(t.oneOf(1, 2)),
      roles: t.array(t.union(t.string, t.null)),
      extra: t.map(t.unknown),
    });
    expect(shape.schema).toEqual({
      kind: "object",
      properties: {
        sub: { schema: { kind: "string" }, optional: false },
        level: { schema: { kind: "oneOf", values: [1, 2] }, optional: true },
        roles: {
          schema: {
            kind: "array",
            element: { kind: "union", members: [{ kind: "string" }, { kind: "null" }] },
          },
          optional: false,
        },
        extra: { schema: { kind: "map", value: { kind: "unknown" } }, optional: false },
      },
    });
  });

  const shape = t.object({ sub: t.string, roles: t.opt(t.array(t.string)) });

  it.each([
    [{ sub: "a" }, true],
    [{ sub: "a", roles: null }, true],
    [{ sub: "a", roles: [] }, true],
    [{ sub: "a", more: 1 }, true],
    [{ sub: "a", roles: [null] }, false],
    [{ sub: "a", roles: "r" }, false],
    [{ sub: null }, false],
    [{}, false],
    [[], false],
    [null, false],
    ["a", false],
  ])("tells whether %j has it", (value, expected) => {
    expect(shape.is(value)).toBe(expected);
  });

  it("tells scalars of the domain from others", () => {
    expect([t.number.is(1), t.number.is(Number.POSITIVE_INFINITY), t.number.is(1n)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([t.string.is("é😀"), t.string.is("\uDC00"), t.string.is(new String("a"))]).toEqual([
      true,
      false,
      false,
    ]);
    expect([t.boolean.is(false), t.boolean.is(0)]).toEqual([true, false]);
    expect([t.null.is(null), t.null.is(undefined)]).toEqual([true, false]);
    expect([t.oneOf("a", null).is(null), t.oneOf("a").is("b")]).toEqual([true, false]);
    expect(t.unknown.is(Symbol("anything"))).toBe(true);
  });

  it("may have properties with names that objects have already", () => {
    const named = t.object({ constructor: t.string, ["__proto__"]: t.number });
    expect(named.is(JSON.parse('{"constructor":"c","__proto__":1}'))).toBe(true);
    expect(named.is({})).toBe(false);
  });

  it("refuses literals that are no numbers", () => {
    expect(() => t.oneOf(Number.NaN)).toThrow(TypeError);
  });

  it("narrows", () => {
    const value: unknown = { sub: "a" };
    const claims: Static<typeof shape> | undefined = shape.is(value) ? value : undefined;
    expect(claims?.sub).toBe("a");
  });
});
