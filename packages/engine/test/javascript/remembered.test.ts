import fc from "fast-check";
import { expect, test } from "vitest";
import type { Json } from "../../src/values/index.ts";
import { agreeWithOpa } from "./agree-with-opa.ts";

const policy = `package p

parts(text) := [first, second] if {
	[[_, first, second]] := regex.find_all_string_submatch_n("^([a-c]+)-([a-c]*)$", text, 1)
}

# Depends on the input beside its argument.
marked(text) := text if {
	regex.match("^[a-c]", text)
	input.mark == text
}

# A rule with two values for some.
conflict(text) := 1 if regex.match("a", text)

conflict(text) := 2 if regex.match("b", text)

# Calls a costly one.
both(text) := {"parts": parts(text), "again": parts(text)}

first contains parts(text) if some text in input.texts

first contains ["pairs", parts(one), parts(other)] if {
	some one in input.texts
	some other in input.texts
}

marks contains [text, got] if {
	some text in input.texts
	got := {"before": [m | m := marked(text)], "within": [m | m := marked(text) with input.mark as "a"], "after": [m | m := marked(text)]}
}

conflicts contains conflict(text) if some text in input.texts

boths contains both(text) if some text in input.texts
`;

const text: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>("a-b", "a-", "ab-c", "c", "b", "a", "", "-", "d-a"),
  fc.constantFrom<Json[]>(null, 1, ["a-b"], { "a-b": 1 }),
);
const document = fc.record(
  { texts: fc.array(text, { maxLength: 4 }), mark: fc.constantFrom<Json[]>("a", "b", "c", 1) },
  { requiredKeys: ["texts"] },
);

test("a function that remembers gives in each query, and under each with, what it gives", {
  timeout: 120_000,
}, async () => {
  const entrypoints = ["p/first", "p/marks", "p/conflicts", "p/boths"];
  const inputs = fc.sample(document, { numRuns: 40, seed: 37 });
  const outcomes = await agreeWithOpa(policy, entrypoints, inputs);
  expect(outcomes.filter(({ kind }) => kind === "defined").length).toBeGreaterThan(60);
  expect(outcomes.filter(({ kind }) => kind === "error").length).toBeGreaterThan(2);
});
