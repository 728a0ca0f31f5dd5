import type { Json } from "@bylaw/engine";
import { builtins, UnsupportedCall } from "@bylaw/engine/builtins";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectSchemaAgreement, withoutReason } from "./agree-on-schemas.ts";
import { now } from "./agree-with-opa.ts";

const sample = <Held>(arbitrary: fc.Arbitrary<Held>, numRuns: number) =>
  fc.sample(arbitrary, { numRuns, seed: 5 });

const names = fc.constantFrom("a", "b", "ab", "id", "$ref", "__proto__", "é.x");
const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  ...[null, true, false, 0, 1, 2, 3, -1, 1.5, 0.1, 0.3, 1e21, 1_000_000, 9007199254740993n, 1e-7],
  ...["", "a", "ab", "aba", "é", "😀", "<&>", "2020-02-29", "10.0.0.1", "a@b.c"],
);
const { value } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(names, tie("value"), { maxKeys: 4 }),
  ),
}));
const document = fc.oneof(
  fc.dictionary(names, value, { maxKeys: 4 }),
  fc.array(value, { maxLength: 4 }),
  value.map((held) =>
    JSON.stringify(held, (_, inner: unknown) => (typeof inner === "bigint" ? Number(inner) : inner)),
  ),
);
const size = fc.integer({ min: 0, max: 3 });
const amount = fc.constantFrom<Json>(0, 1, 2, -1, 1.5, 0.1, 1_000_000, 123456789, 1e21, 0.00001, 2.5e-9);
const type = fc.constantFrom("array", "boolean", "integer", "number", "null", "object", "string");
const pattern = fc.constantFrom("a", "^a*$", "b+", "^$", "é", ".");
const { schema } = fc.letrec<{ schema: Json; named: Json }>((tie) => {
  const one = tie("schema");
  const keywords: Readonly<Record<string, fc.Arbitrary<Json>>> = {
    $ref: fc.constantFrom("#", "#/definitions/a", "#/definitions/b", "#/definitions/ab", "#named"),
    title: fc.constant("t"),
    type: fc.oneof(type, fc.uniqueArray(type, { minLength: 1, maxLength: 3 })),
    properties: tie("named"),
    patternProperties: fc.dictionary(pattern, one, { maxKeys: 2 }),
    additionalProperties: fc.oneof(fc.boolean(), one),
    propertyNames: one,
    dependencies: fc.dictionary(names, fc.oneof(one, fc.array(names, { maxLength: 2 })), { maxKeys: 2 }),
    required: fc.uniqueArray(names, { maxLength: 2 }),
    minProperties: size,
    maxProperties: size.map((held) => held + 3),
    items: fc.oneof(one, fc.array(one, { maxLength: 2 })),
    additionalItems: fc.oneof(fc.boolean(), one),
    contains: one,
    minItems: size,
    maxItems: size.map((held) => held + 3),
    uniqueItems: fc.boolean(),
    multipleOf: fc.constantFrom<Json>(1, 2, 0.1, 1.5, 1e-7, 3_000_000),
    minimum: amount,
    maximum: amount,
    exclusiveMinimum: amount,
    exclusiveMaximum: amount,
    minLength: size,
    maxLength: size.map((held) => held + 3),
    pattern,
    format: fc.constantFrom("date", "ipv4", "email", "unknown", "uri", "regex"),
    const: value,
    enum: fc.uniqueArray(scalar, { maxLength: 3 }),
    oneOf: fc.array(one, { maxLength: 3 }),
    anyOf: fc.array(one, { maxLength: 3 }),
    allOf: fc.array(one, { maxLength: 3 }),
    not: one,
    if: one,
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    then: one,
    else: one,
  };
  const keyword = fc
    .constantFrom(...Object.keys(keywords))
    .chain((key) => (keywords[key] ?? fc.constant(null)).map((held): [string, Json] => [key, held]));
  return {
    named: fc.dictionary(names, one, { maxKeys: 3 }),
    schema: fc.oneof(
      { depthSize: "small" },
      { weight: 1, arbitrary: type.map((held): Json => ({ type: held })) },
      {
        weight: 4,
        arbitrary: fc
          .array(keyword, { minLength: 1, maxLength: 3 })
          .map((parts): Json => Object.fromEntries(parts)),
      },
    ),
  };
});
const draft = fc.constantFrom(
  ...["http://json-schema.org/draft-04/schema#", "http://json-schema.org/draft-06/schema#"],
  ...[
    "http://json-schema.org/draft-07/schema#",
    "http://json-schema.org/draft-07/schema",
    "https://json-schema.org/draft/2020-12/schema",
  ],
);
const schemas = fc
  .tuple(
    schema,
    fc.dictionary(fc.constantFrom("a", "b", "ab"), schema, { minKeys: 1 }),
    fc.option(draft),
    fc.boolean(),
  )
  .map(
    ([main, definitions, url, isNamed]): Json => ({
      ...(main as Record<string, Json>),
      definitions: {
        a: { type: "string" },
        b: { minimum: 1 },
        ab: {},
        ...definitions,
        ...(isNamed ? { named: { $id: "#named", type: "integer" } } : {}),
      },
      ...(url === null ? {} : { $schema: url }),
    }),
  );

describe("json.match_schema and json.verify_schema", () => {
  it("give what OPA gives, on generated schemas", async () => {
    const share = await expectSchemaAgreement(sample(fc.tuple(document, schemas), 1_500), withoutReason);
    expect(share).toBeGreaterThan(0.85);
  });

  it("give what OPA gives, on schemas with one thing wrong", async () => {
    const keys = [
      ...[
        "$schema",
        "id",
        "$id",
        "definitions",
        "title",
        "$ref",
        "type",
        "properties",
        "additionalProperties",
      ],
      ...[
        "patternProperties",
        "propertyNames",
        "dependencies",
        "items",
        "additionalItems",
        "multipleOf",
        "minimum",
      ],
      ...["maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength", "maxLength", "pattern", "format"],
      ...[
        "minProperties",
        "maxProperties",
        "required",
        "minItems",
        "maxItems",
        "uniqueItems",
        "contains",
        "const",
      ],
      ...["enum", "oneOf", "anyOf", "allOf", "not", "if", "then", "else"],
    ];
    const junk: readonly Json[] = [
      ...[
        null,
        true,
        false,
        5,
        -1,
        0,
        1.5,
        2n ** 70n,
        "text",
        "#/nowhere",
        "#/definitions/0",
        "(",
        "other.json",
      ],
      ...[[], ["a", "a"], [5], [null], [true], [{}], [{ type: "x" }], ["string", "string"]],
      ...[
        {},
        { a: 5 },
        { a: [5] },
        { a: true },
        { a: null },
        { "(": {} },
        { a: { $ref: "#/definitions/x" } },
      ],
    ];
    const drafts: readonly Json[] = [
      {},
      { $schema: "http://json-schema.org/draft-04/schema#" },
      { $schema: "http://json-schema.org/draft-06/schema#" },
      { $schema: "http://json-schema.org/draft-07/schema#" },
    ];
    const wrong = [
      ...drafts.flatMap((own) =>
        keys.flatMap((key) => junk.map((held) => ({ ...(own as object), [key]: held }))),
      ),
      ...[
        { minLength: 2, maxLength: 1 },
        { minProperties: 2, maxProperties: 1 },
        { minItems: 2, maxItems: 1 },
      ],
      ...[[], true, "true", "5", "null", "", "{", '{"a":1,}', '{"type": "integer"} ', 5, null, [{}]],
      ...[
        { items: [{ $ref: "#/items/0" }, 5] },
        { $ref: "#/items/9", items: [] },
        { $ref: "#/items/x", items: [] },
      ],
      ...[
        { $ref: "#/title/x", title: "t" },
        { $ref: "#/a~1b/~0", "a/b": { "~": { type: "null" } } },
      ],
      ...[
        { definitions: { a: { $id: "a" }, b: { $id: "a" } } },
        { $id: "#", definitions: { a: { $id: "#" } } },
      ],
      {
        $id: "http://x.test/root.json",
        definitions: { a: { $id: "a.json", type: "object" } },
        $ref: "a.json",
      },
      { $id: "http://x.test/d/r.json", definitions: { a: { $id: "../a.json" } }, items: { $ref: "/a.json" } },
      {
        definitions: { a: { $id: "dir/a", definitions: { b: { type: "null" } } } },
        items: { $ref: "dir/a#/definitions/b" },
      },
    ] as readonly Json[];
    const share = await expectSchemaAgreement(
      wrong.flatMap((one) => [[{}, one] as const, [[1], one] as const]),
    );
    expect(share).toBeGreaterThan(0.95);
  });

  it("are left to opa where schemas never end, lie elsewhere or are nested too deeply", () => {
    const match = (schema: Json, document: Json = {}) =>
      builtins.get("json.match_schema")?.([document, schema], { now });
    expect(() => match({ $ref: "#" })).toThrow(UnsupportedCall);
    expect(() => match({ $ref: "http://x.test/schema.json" })).toThrow(UnsupportedCall);
    expect(() => match({ $ref: "file:///etc/passwd" })).toThrow(UnsupportedCall);
    expect(() => match(`${'{"not":'.repeat(5_000)}{}${"}".repeat(5_000)}`)).toThrow(UnsupportedCall);
    expect(() => match('{"minLength": 2.0}')).toThrow(UnsupportedCall);
    expect(() => match({ const: 1 }, `${"[".repeat(5_000)}${"]".repeat(5_000)}`)).toThrow(UnsupportedCall);
  });

  it("count as work", () => {
    const twice = (part: Json): Json => ({ allOf: [part, part] });
    let schema: Json = { $ref: "#/definitions/d0" };
    const definitions: Record<string, Json> = { d40: {} };
    for (let index = 0; index < 40; index++)
      definitions[`d${index}`] = twice({ $ref: `#/definitions/d${index + 1}` });
    schema = { ...schema, definitions };
    let steps = 0;
    const spend = (more: number) => {
      steps += more;
      if (steps > 100_000) throw new Error("enough");
    };
    expect(() => builtins.get("json.match_schema")?.([{}, schema], { now, spend })).toThrow("enough");
  });

  it("take no pattern that would backtrack, and no text for code", () => {
    const match = (schema: Json, document: Json) =>
      builtins.get("json.match_schema")?.([document, schema], { now });
    expect(match({ items: { pattern: "^(a+)+$" } }, [`${"a".repeat(5_000)}b`])).toMatchObject([false, [{}]]);
    const text = '"]);process.exit(1);//';
    expect(match({ required: [text], properties: { [text]: { const: text } } }, { [text]: text })).toEqual([
      true,
      [],
    ]);
  });
});
