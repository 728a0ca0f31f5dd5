import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/values/index.ts";
import { agreeWithOpa } from "./agree-with-opa.ts";

const policy = `package p

# Reads of JSON with null for what is not there, of what may be no object.
read contains ["input", value] if value := object.get(input, ["a", "b"], null)

read contains ["part", value] if value := object.get(input.a, ["b"], null)

read contains ["wrapped", value] if value := object.get({"value": input.a}, ["value", "b", "c"], null)

read contains ["copied", value] if {
	whole := input
	value := object.get(whole, ["a", "b", "c"], null)
}

read contains ["twice", value] if {
	first := object.get({"value": input.a}, ["value", "b"], null)
	value := object.get({"value": first}, ["value", "c"], null)
}

read contains ["other", value] if value := object.get(input.a, ["b"], "other")

# The same of what is no JSON: a set, and objects with keys of all kinds.
read contains ["set", value] if {
	made := {"value": {x | some x in input.list}}
	value := object.get(made, ["value", "b"], null)
}

read contains ["mixed", value] if {
	made := {"value": {k: v | some k, v in input.list}}
	value := object.get(made, ["value", "b"], null)
}

read contains ["in the set", value] if {
	made := {"value": {x | some x in input.list}}
	value := made.value.b
}

read contains ["in a loop", value] if {
	some x in input.list
	made := {"value": {"inner": {y | some y in input.list; y != x}}}
	value := object.get(made, ["value", "inner", "b"], null)
}

read contains ["keys of ours", value] if {
	made := {input.key: {"b": {input.key: 1}}}
	value := object.get({"value": made}, ["value", "x", "b"], null)
}

read contains ["built", [value, whole]] if {
	inner := {"b": {x | some x in input.list}}
	whole := {"first": inner, "second": input.a}
	value := object.get(whole, ["first", "b", "b"], null)
}

# Equality with scalars.
same contains "null" if input.key == null

same contains "not null" if input.key != null

same contains "number" if input.key == 1

same contains "fraction" if input.key == 0.5

same contains "large" if input.key == 9007199254740993

same contains "text" if input.key != "x"

same contains "true" if input.key == true

same contains ["read", value] if {
	value := object.get(input, ["a", "b"], null)
	value != null
	value != "x"
}

same contains ["counted", name] if {
	some name, value in input.a
	count(value) == 1
}

# Types and texts.
shown contains type_name(x) if some x in input.list

shown contains $"{input.key} and {input.a.b}" if input.list

shown contains $"{input.list} {x}" if some x in input.list

ordered := [x | some x in {{"b": x, "a": y, "k": [y, x]} | some x in input.list; some y in input.list}]

keys := [x | some x in {object.union({"z": 1}, x) | some x in input.list; is_object(x)}]
`;

const scalar = fc.constantFrom<Json[]>(
  null,
  true,
  false,
  0,
  1,
  0.5,
  9007199254740993n,
  "",
  "x",
  "b",
  "\uffff",
  "\u{1f600}",
);
const inner: fc.Arbitrary<Json> = fc.oneof(
  scalar,
  fc.dictionary(fc.constantFrom("b", "c", "x", "\uffff", "\u{1f600}", "__proto__"), scalar, { maxKeys: 4 }),
  fc.array(scalar, { maxLength: 2 }),
);
const document: fc.Arbitrary<Json> = fc.oneof(
  { weight: 1, arbitrary: inner },
  {
    weight: 9,
    arbitrary: fc.record(
      {
        a: fc.oneof(
          inner,
          fc.record(
            { b: fc.oneof(inner, fc.record({ c: inner }, { requiredKeys: [] })) },
            { requiredKeys: [] },
          ),
        ),
        key: inner,
        list: fc.oneof(inner, fc.array(inner, { maxLength: 3 })),
      },
      { requiredKeys: [] },
    ),
  },
);

test("what is known of JSON and scalars is so", { timeout: 120_000 }, async () => {
  const entrypoints = ["p/read", "p/same", "p/shown", "p/ordered", "p/keys"];
  const inputs = fc.sample(document, { numRuns: 100, seed: 31 });
  const outcomes = await agreeWithOpa(policy, entrypoints, inputs);
  expect(outcomes.filter(({ kind }) => kind === "defined").length).toBeGreaterThan(200);
});
