import { type EnvoyInput, envoyInput, envoyPolicy, type Rule } from "@bylaw/dsl/envoy";
import type { Schema } from "@bylaw/dsl/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

const runs = { numRuns: 500, seed: 1 };

const rules: Readonly<Record<string, Rule<EnvoyInput>>> = {
  principal: (input) => input.attributes.source.principal === "a",
  same: ({ attributes }) => attributes.source.principal === attributes.destination.principal,
  segment: (input) => input.parsed_path.some((segment) => segment === "a"),
  noSegment: (input) => !input.parsed_path.includes("a"),
  every: (input) => input.parsed_path.every((segment) => segment.startsWith("a")),
  header: (input) => input.attributes.request.http.headers.a !== "b",
  query: (input) => (input.parsed_query.a ?? []).length > 0,
  label: (input) => input.attributes.source.labels?.a === "b" || input.truncated_body === true,
  size: (input) => (input.attributes.request.http.size ?? 0) < 1,
  late: (input) => input.attributes.request.time.seconds > 0,
};

const policy = envoyPolicy({ package: "p", allow: rules });
const denying = envoyPolicy({ package: "p", allow: { any: () => true }, deny: rules });

const text = fc.constantFrom("a", "b", "", "ab");

/** Values of a schema, without `null` for what may lack, so that plain TypeScript reads them as the view does. */
function valuesOf(schema: Schema): fc.Arbitrary<unknown> {
  switch (schema.kind) {
    case "string":
      return text;
    case "number":
      return fc.integer({ min: -1, max: 2 });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "unknown":
      return fc.jsonValue({ maxDepth: 2 });
    case "oneOf":
      return fc.constantFrom(...schema.values);
    case "array":
      return fc.array(valuesOf(schema.element), { maxLength: 3 });
    case "map":
      return fc.dictionary(text, valuesOf(schema.value), { maxKeys: 3 });
    case "union":
      return fc.oneof(...schema.members.map(valuesOf));
    case "object": {
      const properties = Object.entries(schema.properties);
      return fc.record(
        Object.fromEntries(properties.map(([name, { schema: inner }]) => [name, valuesOf(inner)])),
        {
          requiredKeys: properties.filter(([, { optional }]) => !optional).map(([name]) => name),
        },
      );
    }
  }
}

const wellFormed = valuesOf(envoyInput.schema);

/** Values with one place in them replaced by something else, which may be anything. */
const damaged = fc
  .tuple(wellFormed, fc.infiniteStream(fc.nat()), fc.anything({ withBigInt: true, withSparseArray: true }))
  .map(([value, choices, damage]) => replaced(value, choices, damage, 8));

function replaced(value: unknown, choices: Iterator<number>, damage: unknown, depth: number): unknown {
  if (typeof value !== "object" || value === null || depth === 0) return damage;
  const keys = Object.keys(value);
  const choice: number = choices.next().value;
  const key = keys[choice % (keys.length + 1)];
  if (key === undefined) return damage;
  const copy: unknown[] | Record<string, unknown> = Array.isArray(value) ? [...value] : { ...value };
  const inner = replaced(Reflect.get(copy, key), choices, damage, depth - 1);
  Object.defineProperty(copy, key, { value: inner, enumerable: true, configurable: true, writable: true });
  return copy;
}

describe("on well-formed inputs, a decision", () => {
  it("is what plain TypeScript says", () => {
    const held = new Map<string, Set<boolean>>();
    fc.assert(
      fc.property(wellFormed, (input) => {
        expect(envoyInput.is(input)).toBe(true);
        const expected = Object.entries(rules)
          .flatMap(([name, rule]) => {
            const holds = rule(input as EnvoyInput);
            held.set(name, new Set([...(held.get(name) ?? []), holds]));
            return holds ? [name] : [];
          })
          .sort();
        expect(policy.decide(input)).toEqual({
          allow: expected.length > 0,
          allowedBy: expected,
          deniedBy: [],
          malformed: [],
        });
        expect(denying.decide(input)).toEqual({
          allow: expected.length === 0,
          allowedBy: ["any"],
          deniedBy: expected,
          malformed: [],
        });
      }),
      runs,
    );
    // Each rule held and failed, or the property has said nothing about it.
    expect([...held].filter(([, answers]) => answers.size < 2)).toEqual([]);
  });

  it("does not depend on how much is checked", () => {
    fc.assert(
      fc.property(wellFormed, (input) => {
        expect(policy.decide(input, { check: "whole" })).toEqual(policy.decide(input));
        expect(denying.decide(input, { check: "whole" })).toEqual(denying.decide(input));
      }),
      runs,
    );
  });

  it("does not depend on what may lack being null or absent, nor on what is not declared", () => {
    fc.assert(
      fc.property(wellFormed, (input) => {
        expect(policy.decide(withNulls(envoyInput.schema, input))).toEqual(policy.decide(input));
      }),
      runs,
    );
  });
});

describe("on any input, a decision", () => {
  it.each([
    ["damaged in one place", damaged],
    [
      "that may be anything",
      fc.anything({ withBigInt: true, withSparseArray: true, withNullPrototype: true }),
    ],
  ])("%s allows no more when all of it is checked", (_, inputs) => {
    const seen = { malformed: 0, wellFormed: 0 };
    fc.assert(
      fc.property(inputs, (input) => {
        const isWellFormed = envoyInput.is(input);
        seen[isWellFormed ? "wellFormed" : "malformed"]++;
        for (const { decide } of [policy, denying]) {
          const [whole, reads] = [decide(input, { check: "whole" }), decide(input)];
          if (isWellFormed) expect(whole).toEqual(reads);
          else expect(whole.allow).toBe(false);
          if (!reads.allow) expect(whole.allow).toBe(false);
        }
      }),
      runs,
    );
    expect(seen.malformed).toBeGreaterThan(100);
  });

  it("is denied as soon as one deny rule could not read what it needed", () => {
    fc.assert(
      fc.property(damaged, (input) => {
        const { allow, deniedBy, malformed } = denying.decide(input);
        expect(deniedBy.includes("malformed input")).toBe(malformed.length > 0);
        expect(allow).toBe(deniedBy.length === 0);
      }),
      runs,
    );
  });
});

/** The same value with `null` for each optional property that lacks, and a property that is not declared. */
function withNulls(schema: Schema, value: unknown): unknown {
  if (schema.kind !== "object" || typeof value !== "object" || value === null) return value;
  const present = Object.entries(schema.properties).map(([name, property]) => [
    name,
    Object.hasOwn(value, name) ? withNulls(property.schema, Reflect.get(value, name)) : null,
  ]);
  return { ...Object.fromEntries(present), undeclared: [1n] };
}
