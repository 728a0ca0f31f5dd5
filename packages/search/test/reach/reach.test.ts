import { findOpa, type Json, type PolicySource } from "@bylaw/engine";
import { expect, test } from "vitest";
import {
  type Candidate,
  createCountingEngine,
  createSearchEngine,
  firstNow,
  type ReachOptions,
  reach,
  search,
  subjectOf,
} from "../../src/index.ts";

const opa = await findOpa();

const fields = ["name", "owner", "size"];
const kinds = ["bolt", "crate", "drum", "flask", "gear", "hinge"];

/** What each kind of part says of itself must be of its type, also deep inside. */
const guards = kinds
  .flatMap((kind) =>
    fields.map(
      (field) => `malformed contains "${kind} ${field}" if {
	some part in input.order.parts
	part.kind == "${kind}"
	is_object(part.of)
	not is_string(object.get({"value": part}, ["value", "of", "${kind}", "${field}"], ""))
}
`,
    ),
  )
  .join("\n");

const policy: PolicySource = {
  modules: {
    "shop.rego": `package shop

allow if {
	count(malformed) == 0
	every part in input.order.parts {
		part.kind != "gear"
	}
}

malformed contains "parts" if not is_array(input.order.parts)

malformed contains "number" if {
	some part in input.order.parts
	is_number(part.number)
	not whole(part.number)
}

whole(number) if abs(number) <= 9007199254740991

${guards}`,
  },
};

const orders: readonly Candidate[] = kinds.map((kind) => ({
  input: { order: { parts: [{ kind, of: { [kind]: { name: "a" } }, number: 7 }] } },
  now: firstNow,
}));

async function reached(source: PolicySource, path: string, options: Partial<ReachOptions> = {}) {
  const [engine, counting] = await Promise.all([
    createSearchEngine(opa, source, [path]),
    createCountingEngine(opa, source, [path]),
  ]);
  const result = await reach({ counting, engine, path, seed: 3, ...options });
  const { rules, true: held, false: failed, undefined: absent } = result.counts;
  const observed = counting.table.expressions.filter(({ status }) => status === "observed");
  return {
    ...result,
    missing: [
      ...counting.table.rules.filter(({ id }) => rules[id] === 0).map(({ place }) => `body ${place.row}`),
      ...observed.filter(({ id }) => held[id] === 0).map(({ place }) => `held ${place.row}`),
      ...observed
        .filter(({ id }) => (failed[id] ?? 0) + (absent[id] ?? 0) === 0)
        .map(({ place }) => `failed ${place.row}`),
    ],
  };
}

test("reaches each guard of each kind, where a search from the same inputs does not", async () => {
  const most = 1_000;
  const { missing, inputs } = await reached(policy, "shop/allow", { beginnings: orders, most });

  expect(missing).toEqual([]);
  expect(inputs).toBeLessThan(most + 10);

  const engine = await createSearchEngine(opa, policy, ["shop/allow"]);
  await search({
    subjects: [subjectOf(engine, policy, "shop/allow")],
    seed: 3,
    budget: { runs: most },
    beginnings: orders,
  });
  const bodies = engine.counts().rules.filter((times) => times > 0).length;
  expect(bodies).toBeLessThan(engine.table.rules.length);
});

/** Conditions that `{}` and values of all types are far from. */
const conditions: Readonly<Record<string, string>> = {
  "a text of the policy": 'input.a.b == "x-4711-y"',
  "two places alike": 'input.user.tenant == input.item.tenant\n\tinput.user.tenant != ""',
  "every element of its type": 'count(input.tags) > 1\n\tevery tag in input.tags { startswith(tag, "t-") }',
  "all of a chain": 'input.a.b.c.d.e[0].f == "g"',
  "a member that is absent beside one that is there": 'input.m.x == "q"\n\tnot input.m.y',
};

for (const [name, body] of Object.entries(conditions))
  test(`makes both of a condition from nothing: ${name}`, async () => {
    const source = { modules: { "p.rego": `package p\n\nfound if {\n\t${body}\n}\n` } };
    const { missing } = await reached(source, "p/found", { most: 3_000 });
    expect(missing).toEqual([]);
  });

test("puts what a function compares where its argument came from", async () => {
  const rego = `package p

found if {
	is_string(input.owner)
	not named(input.owner)
}

named(text) if regex.match("^team-[a-z]+$", text)
`;
  const beginnings: readonly Candidate[] = [
    { input: { a: "", b: "", c: "", d: "", e: "", f: "", g: "", owner: "" }, now: firstNow },
  ];
  const { missing } = await reached({ modules: { "p.rego": rego } }, "p/found", { beginnings, most: 500 });
  expect(missing).toEqual([]);
});

test("has the same inputs for the same seed", async () => {
  const run = async (seed: number) => {
    let made = 0;
    const generate = (): Candidate => orders[made++ % orders.length] ?? { input: {}, now: firstNow };
    return (await reached(policy, "shop/allow", { seed, generate, most: 1_500 })).candidates;
  };
  const once = await run(5);
  expect(once.length).toBeGreaterThan(10);
  expect(await run(5)).toEqual(once);
});

const simple: PolicySource = {
  modules: {
    "shop.rego": 'package shop\n\nallow if input.role == "admin"\n\nallow if input.age > 17\n',
  },
};

test("keeps of generated inputs those that reach something new, and ends when there is nothing left", async () => {
  const inputs: readonly Json[] = [{ age: 3 }, { age: 4 }, { role: "admin" }, { age: 20 }, { age: 30 }];
  let made = 0;
  const generate = (): Candidate => ({
    input: inputs[Math.min(made++, inputs.length - 1)] ?? {},
    now: firstNow,
  });
  const { candidates, missing } = await reached(simple, "shop/allow", { generate });
  expect(candidates.map(({ input }) => input)).toEqual([{}, { age: 3 }, { role: "admin" }, { age: 20 }]);
  expect(missing).toEqual([]);
});

test("gives up what cannot be reached", async () => {
  const never = { modules: { "p.rego": "package p\n\nfound if {\n\tinput.n > 3\n\tinput.n < 2\n}\n" } };
  const { missing } = await reached(never, "p/found");
  expect(missing).toEqual(["body 3", "held 5"]);
});

test("ends when the time is over", async () => {
  const { candidates, inputs } = await reached(simple, "shop/allow", {
    beginnings: orders,
    isOver: () => true,
  });
  expect(candidates).toEqual([]);
  expect(inputs).toBe(0);
});
