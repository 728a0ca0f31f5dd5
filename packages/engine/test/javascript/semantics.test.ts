import fc from "fast-check";
import { expect, test } from "vitest";
import { createOpaEngine } from "../../src/index.ts";
import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import type { Json } from "../../src/values/index.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { tiers } from "./tiers.ts";

const policy = `package p

helper(x) := y if { y := x.name } else := "other" if x.kind

total contains x if { some x in input.items; x > 1 }

pairs[key] := value if { some key, value in input.map; value != null }

one := 1 if input.flag == true

one := 2 if input.flag == false

overridden := {[name, got] |
	some name in ["a", "b"]
	flag := name == "a"
	got := one with input.flag as flag with input.map as {"x": 1}
}

sums := {"sum": sum([n | some n in input.items; is_number(n)]), "sorted": sort(input.items)}

ordered if { input.left < input.right }

nothing if not input.map

every_number if every item in input.items { is_number(item) }

joined := sprintf("%v %v", [input.left, input.right])

deep := object.get(input, ["map", input.left], "none")

unique := {[item, type_name(item)] | some item in input.items}

result := {
	"total": total,
	"pairs": pairs,
	"one": [x | x := one],
	"overridden": overridden,
	"sums": [x | x := sums],
	"ordered": [x | x := ordered],
	"nothing": [x | x := nothing],
	"every": [x | x := every_number],
	"joined": [x | x := joined],
	"deep": deep,
	"helper": [x | x := helper(input.map)],
	"unique": unique,
}
`;

const scalar: fc.Arbitrary<Json> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -3, max: 3 }),
  fc.constantFrom(0.5, -1.25, 9007199254740993n, -9007199254740993n, 1_000_000_000_000_000_000_000n),
  fc.constantFrom("", "a", "b", "name", "kind", "\u{1f600}", "\uffff", "é", "\u0000"),
);
const value: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2 },
    scalar,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "name", "kind", "\u{1f600}", "\uffff"), tie("node"), { maxKeys: 3 }),
  ),
})).node;
const input: fc.Arbitrary<Json> = fc.record(
  { items: fc.array(value, { maxLength: 5 }), map: value, flag: value, left: value, right: value },
  { requiredKeys: [] },
);

// The last goes over to compiled code in the middle of a decision.
test.each([...tiers, { interpretedSteps: 5_000 }])(
  "gives on generated inputs what opa gives, with %j",
  async (tier) => {
    const opa = await pinnedOpa();
    const source = { modules: { "p.rego": policy } };
    const [ours, reference] = await Promise.all([
      createJavaScriptEngine(opa, source, ["p/result"], tier),
      createOpaEngine(opa, source, ["p/result"]),
    ]);
    const inputs = fc.sample(input, { numRuns: 400, seed: 7 });
    const queries = inputs.map((one) => ({ path: "p/result", input: one }));
    const [got, wanted] = await Promise.all([ours.evaluate(queries), reference.evaluate(queries)]);
    for (const [index, one] of inputs.entries())
      expect({ input: one, outcome: got[index] }).toEqual({ input: one, outcome: wanted[index] });
    expect(got.filter(({ kind }) => kind === "defined").length).toBeGreaterThan(200);
    await reference.close();
  },
);

test.each(tiers)("an object as a key becomes text with its own keys sorted, with %j", async (tier) => {
  const opa = await pinnedOpa();
  const source = { modules: { "p.rego": "package p\n\nresult := {input.key: 1}\n" } };
  const queries = [{ path: "p/result", input: { key: { b: [{ d: 1, c: 2 }], a: 2 } } }];
  const ours = await createJavaScriptEngine(opa, source, ["p/result"], tier);
  const reference = await createOpaEngine(opa, source, ["p/result"]);
  const wanted = await reference.evaluate(queries);
  await reference.close();
  expect(wanted).toMatchObject([{ kind: "defined" }]);
  expect(await ours.evaluate(queries)).toEqual(wanted);
});
