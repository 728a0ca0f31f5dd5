import fc from "fast-check";
import { expect, test } from "vitest";
import { createOpaEngine } from "../../src/index.ts";
import { createJavaScriptEngine, planEvaluator } from "../../src/javascript/engine.ts";
import { blockTrees } from "../../src/javascript/shared-starts.ts";
import type { Json } from "../../src/values/index.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { generatedBlocks, planOfBlocks } from "./generated-plans.ts";
import { compiled } from "./tiers.ts";

const start = `
	concerned
	[type_name(input.a), object.get({"value": input.a}, ["value", "kind"], null)] in {["object", "x"], ["object", "y"]}
	found := object.get({"x": input.a}, [input.a.kind], {"list": [1]})`;

const policy = `package p

concerned if input.b

concerned if input.a.kind == "y"

found contains ["all", found] if {${start}
}

found contains ["list", item] if {${start}
	some item in found.list
}

found contains ["pairs", [key, made]] if {${start}
	some key, item in found.list
	made := [other | some other in found.list; other != item]
}

found contains ["none"] if {${start}
	not found.list
}

found contains ["others", others] if {${start}
	others := {name: value | some name, value in found; name != "kind"}
}

found contains ["replaced", got] if {${start}
	got := concerned with input.b as false
}

found contains "other" if input.b == 1

chosen contains "x" if {${start}
	found.other == "x"
}

chosen contains "y" if {${start}
	found.other == "y"
}

replaced contains "given" if {${start}
	names := [name | some name, _ in input.a]
	names[0] == "kind"
	concerned with input.b as false
}

replaced contains "not given" if {${start}
	names := [name | some name, _ in input.a]
	names[0] == "kind"
	not concerned with input.b as false
}

named[name] := "first" if {${start}
	some name in found.list
	is_string(name)
}

named[name] := "second" if {${start}
	some name in found.list
	name == "conflict"
}

first := 1 if {${start}
	count(found.list) == 1
}

first := 2 if {${start}
	count(found.list) == 2
}

first := 3 if {${start}
	found.list[0] == "conflict"
}
`;

const scalar = fc.constantFrom<Json[]>(null, true, false, 0, 1, "x", "y", "conflict");
const document: fc.Arbitrary<Json> = fc.record(
  {
    a: fc.oneof(
      fc.record(
        {
          kind: fc.oneof(fc.constantFrom("x", "y"), scalar),
          list: fc.oneof(fc.array(scalar, { maxLength: 3 }), scalar),
          other: scalar,
        },
        { requiredKeys: [] },
      ),
      scalar,
    ),
    b: fc.constantFrom<Json[]>(true, 1, false, null),
  },
  { requiredKeys: [] },
);

test("bodies that begin alike give what opa gives", { timeout: 60_000 }, async () => {
  const opa = await pinnedOpa();
  const source = { modules: { "p.rego": policy } };
  const entrypoints = ["p/found", "p/chosen", "p/replaced", "p/named", "p/first"];
  const reference = await createOpaEngine(opa, source, entrypoints);
  const ours = await createJavaScriptEngine(opa, source, entrypoints, compiled);
  const inputs = fc.sample(document, { numRuns: 300, seed: 7 });
  const queries = inputs.flatMap((input) => entrypoints.map((path) => ({ path, input })));
  const [wanted, got] = [await reference.evaluate(queries), await ours.evaluate(queries)];
  for (const [position, query] of queries.entries()) {
    const [one, other] = [got, wanted].map((outcomes) => {
      const outcome = outcomes[position];
      return outcome?.kind === "error" ? { kind: "error", code: outcome.code } : outcome;
    });
    expect({ query, outcome: one }).toEqual({ query, outcome: other });
  }
  expect(wanted.filter(({ kind }) => kind === "error").length).toBeGreaterThan(0);
  expect(wanted.filter(({ kind }) => kind === "defined").length).toBeGreaterThan(100);
});

const runs = Number(process.env.BYLAW_GENERATED_PLANS ?? 500);

test("blocks that begin alike give what they give apart", () => {
  let [shared, defined] = [0, 0];
  const inputs: readonly Json[] = [
    { a: "a", b: ["b", "a"], c: { a: "c" } },
    { a: ["a"], b: true },
  ];
  const decide = (text: string, input: Json): unknown => {
    try {
      return planEvaluator(text, {}, compiled)({ path: "p/result", input });
    } catch (error) {
      // No plan of OPA's uses what is not there.
      return String(error);
    }
  };
  fc.assert(
    fc.property(generatedBlocks, (blocks) => {
      if (blockTrees(blocks, [0, 1]).length < blocks.length) shared++;
      const [together, apart] = [false, true].map((isApart) => JSON.stringify(planOfBlocks(blocks, isApart)));
      for (const input of inputs) {
        const wanted = decide(apart ?? "", input);
        expect({ outcome: decide(together ?? "", input) }).toEqual({ outcome: wanted });
        if (typeof wanted === "object") defined++;
      }
    }),
    { numRuns: runs, seed: 23 },
  );
  expect(shared).toBeGreaterThan(runs / 10);
  expect(defined).toBeGreaterThan(runs / 2);
});
