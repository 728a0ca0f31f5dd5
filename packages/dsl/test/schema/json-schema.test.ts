import { fromJsonSchema, type Static } from "@bylaw/dsl/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const text = { type: "string" } as const;

describe("a shape of a JSON Schema", () => {
  const order = fromJsonSchema({
    type: "object",
    properties: {
      id: text,
      note: { type: ["string", "null"] },
      state: { enum: ["open", "done", 3, null] },
      lines: { type: "array", items: { $ref: "#/$defs/line" } },
      extra: { type: "object" },
      anything: true,
    },
    required: ["id", "lines"],
    $defs: { line: { type: "object", properties: { "a/b": { const: true } }, required: ["a/b"] } },
  });

  it("has the type of the document", () => {
    type Order = Static<typeof order>;
    const one: Order = { id: "1", lines: [{ "a/b": true }], state: 3, note: null, extra: { a: 1 } };
    // @ts-expect-error: `lines` is required.
    const without: Order = { id: "1" };
    // @ts-expect-error: not one of the values.
    const other: Order = { id: "1", lines: [], state: "shut" };
    expect([one, without, other].map(order.is)).toEqual([true, false, false]);
  });

  it("says the same as the document, an empty property aside", () => {
    const value = fc.oneof(
      fc.constantFrom("1", null, 3, "open", true, [], {}, [{ "a/b": true }], [{ "a/b": false }], [{}]),
    );
    const object = fc.record(
      { id: value, note: value, state: value, lines: value, extra: value, anything: value },
      { requiredKeys: [] },
    );
    const isEmpty = (inner: unknown): boolean => inner === undefined || inner === null;
    const isObject = (inner: unknown): boolean =>
      typeof inner === "object" && inner !== null && !Array.isArray(inner);
    const isLine = (inner: unknown): boolean => JSON.stringify(inner) === '{"a/b":true}';
    const expected = (one: { readonly [key: string]: unknown }): boolean =>
      typeof one.id === "string" &&
      (isEmpty(one.note) || typeof one.note === "string") &&
      (isEmpty(one.state) || one.state === "open" || one.state === 3) &&
      Array.isArray(one.lines) &&
      one.lines.every(isLine) &&
      (isEmpty(one.extra) || isObject(one.extra));
    fc.assert(
      fc.property(object, (one) => order.is(one) === expected(one)),
      { numRuns: 2_000, seed: 5 },
    );
    expect(fc.sample(object, { numRuns: 2_000, seed: 5 }).some((one) => order.is(one))).toBe(true);
  });
});

describe("what a shape cannot say is named", () => {
  it.each<readonly [string, unknown]>([
    ["#/minLength: a shape cannot check it", { type: "string", minLength: 1 }],
    ["#/properties/a/format", { type: "object", properties: { a: { type: "string", format: "email" } } }],
    ["#/items/pattern", { type: "array", items: { type: "string", pattern: "a" } }],
    ["#/type: integer", { type: "integer" }],
    ["#/additionalProperties", { type: "object", properties: {}, additionalProperties: false }],
    [
      "#/additionalProperties: a schema that allows nothing",
      { type: "object", additionalProperties: false, properties: undefined },
    ],
    ["#/required", { type: "object", properties: {}, required: ["a"] }],
    ["#/allOf: a shape cannot say it here", { allOf: [{ type: "string" }] }],
    ["#/not", { not: { type: "string" } }],
    ["#/properties: a shape cannot say it here", { properties: { a: true } }],
    ["#/enum: [1]", { enum: [[1]] }],
    ["#/const: 9007199254740992", { const: 2 ** 53 }],
    ["#/enum: 1 is not of the type", { type: "string", enum: [1] }],
    ["#/oneOf: a value may be of two", { oneOf: [{ type: "string" }, { const: "a" }] }],
    ["#/$ref: a reference to another document", { $ref: "https://example.org/a.json" }],
    ["#/$ref: there is no", { $ref: "#/$defs/a" }],
    ["refers to itself", { $ref: "#" }],
    ["refers to itself", { type: "array", items: { $ref: "#" } }],
    ["#/prefixItems", { type: "array", prefixItems: [text] }],
    ['no type: "text"', { type: "text" }],
    ["nothing, or is none", false],
    ["nothing, or is none", "string"],
  ])("%s", (message, document) => {
    expect(() => fromJsonSchema<unknown>(document)).toThrow(message);
  });

  it("unless its author leaves it unchecked", () => {
    const shape = fromJsonSchema(
      { type: "object", properties: { n: { type: "integer", minimum: 1 } }, additionalProperties: false },
      { unchecked: ["integer", "minimum", "additionalProperties"] },
    );
    expect([{ n: 0.5 }, { n: "1" }, { m: 1 }].map(shape.is)).toEqual([true, false, true]);
    const other = "properties" as "format";
    expect(() => fromJsonSchema(true, { unchecked: [other] })).toThrow("cannot be left unchecked");
  });

  it("and a document of few words that stands for very much", () => {
    const levels = Array.from({ length: 9 }, (_, level) => {
      const below = { $ref: `#/$defs/d${level + 1}` };
      return [`d${level}`, { type: "object", properties: { a: below, b: below, c: below, d: below } }];
    });
    const document = { $ref: "#/$defs/d0", $defs: { ...Object.fromEntries(levels), d9: text } };
    expect(() => fromJsonSchema<unknown>(document)).toThrow("too large");
  });
});
