import { createEvidenceEngine, type EvidenceEngine, type Json, type PolicySource } from "@bylaw/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import * as generated from "../plan/generated-policies.ts";
import { input, value } from "./inputs.ts";
import { policies } from "./policies.ts";

async function engineOf(source: PolicySource, entrypoints: readonly string[]): Promise<EvidenceEngine> {
  return createEvidenceEngine(await pinnedOpa(), source, entrypoints, { evidence: { inputPaths: true } });
}

interface Change {
  readonly before: Json;
  readonly field: readonly string[];
  /** Undefined when the field is removed. */
  readonly put: Json | undefined;
}

/** Expects the same outcome for an input that is changed outside of what was read. Gives how many were compared. */
function expectSound(engine: EvidenceEngine, path: string, changes: readonly Change[]): number {
  let compared = 0;
  for (const { before, field, put } of changes) {
    const { outcome, evidence } = engine.explain({ path, input: before });
    const pointer = `/input/${field.join("/")}`;
    const change = put === undefined ? "removed" : "replaced";
    if (evidence.inputPaths?.overlaps(pointer, change) !== false) continue;
    const after = generated.changed(before, field, put);
    const told = { before, after, pointer, reads: evidence.inputPaths.texts };
    expect({ told, outcome: engine.evaluateOne({ path, input: after }) }).toEqual({ told, outcome });
    compared++;
  }
  return compared;
}

const step = fc.constantFrom("a", "b", "c", "d", "x", "xs", "ys", "name", "role", "0", "1");
const changes = fc.record({
  before: input,
  field: fc.array(step, { minLength: 1, maxLength: 4 }),
  put: fc.option(value, { nil: undefined }),
});

test.each(Object.keys(policies))("of %s are all that the outcome depends on", async (name) => {
  const engine = await engineOf(policies[name] ?? { modules: {} }, ["p/result"]);
  const compared = expectSound(engine, "p/result", fc.sample(changes, { numRuns: 1_500, seed: 3 }));
  expect(compared).toBeGreaterThan(100);
});

test("of generated policies are all that the outcome depends on", async () => {
  const texts = fc.sample(generated.policy, { numRuns: 60, seed: 5 });
  const modules: Record<string, string> = {};
  for (const [index, text] of texts.entries())
    modules[`p${index}.rego`] = `package p${index}\n\n${text}${generated.shared}`;
  const paths = texts.map((_, index) => `p${index}/decision`);
  const engine = await engineOf({ modules }, paths);
  const change = fc.record({
    before: generated.input,
    field: generated.field,
    put: fc.option(generated.value, { nil: undefined }),
  });
  let compared = 0;
  for (const [index, path] of paths.entries())
    compared += expectSound(engine, path, fc.sample(change, { numRuns: 300, seed: index }));
  expect(compared).toBeGreaterThan(3_000);
});

const read = async (text: string, given: Json | undefined): Promise<readonly string[]> => {
  const engine = await engineOf({ modules: { "p.rego": `package p\n\n${text}\n` } }, ["p/result"]);
  const query = { path: "p/result", ...(given === undefined ? {} : { input: given }) };
  return engine.explain(query).evidence.inputPaths?.texts ?? [];
};

test.each<readonly [text: string, given: Json | undefined, reads: readonly string[]]>([
  ["result if input.a.b == 1", { a: { b: 1, c: 2 } }, ["input.a.b"]],
  ["result if input.a.b == 1", { a: 3 }, ["input.a"]],
  ["result if input.a.b == 1", 3, ["input"]],
  ["result if input.a.b == 1", undefined, ["input"]],
  ["result if { input.a; input.b }", { b: 1 }, ["input.a"]],
  ["result := input.a", { a: { b: 1 } }, ["input.a…"]],
  ["result := input.a", { a: 1 }, ["input.a"]],
  ["result := count(input.a)", { a: [{ b: 1 }] }, ["input.a", "input.a[*]"]],
  ["result := is_object(input.a)", { a: { b: 1 } }, ["input.a"]],
  [
    'result := object.get(input.a, ["b", "c"], 0)',
    { a: { b: { c: 1 } } },
    ["input.a", "input.a.b", "input.a.b.c"],
  ],
  [
    'result := x.c if x := object.get(input, "a", {})',
    { a: { c: 1, d: 2 } },
    ["input", "input.a", "input.a.c"],
  ],
  [
    "result if { some x in input.a; x.b == 2; x.c }",
    { a: [{ b: 1 }] },
    ["input.a", 'input.a["0"].b', "input.a[*]"],
  ],
  ["result if input.a == input.b", { a: { c: 1 }, b: [] }, ["input.a…", "input.b…"]],
  ["result if input.a == input.b", { a: { c: 1 }, b: 1 }, ["input.a", "input.b"]],
  ["result := x if x := other with input.b as 1\n\nother := input.a", { a: 1 }, ["input.a"]],
  ['result := x if x := other with input as {"a": 2}\n\nother := input.a', { a: 1 }, []],
  ['result := roles[input.role]\n\nroles := {"a": 1}', { role: "a" }, ["input.role"]],
  ["result := 1", { a: 1 }, []],
])("%s on %j reads %j", async (text, given, reads) => {
  expect(await read(text, given)).toEqual(reads);
});

test("places are told one by one also below one that was read whole", async () => {
  const rego = `package p

result if {
	whole := {"value": input.a}
	object.get(whole, ["value", "b", "c"], null) == 1
	every x in input.a.list {
		x.d
	}
}
`;
  const source: PolicySource = { modules: { "p.rego": rego } };
  const engine = await createEvidenceEngine(await pinnedOpa(), source, ["p/result"], {
    evidence: { inputPaths: true, inputPlaces: true },
  });
  const placesOf = (given: Json) => {
    const { inputPaths, inputPlaces = [] } = engine.explain({ path: "p/result", input: given }).evidence;
    const places = inputPlaces.map(({ path }) => path.map((step) => (step.kind === "key" ? step.key : "*")));
    return { texts: inputPaths?.texts, places: places.map((path) => path.join(".")) };
  };
  const { texts, places } = placesOf({ a: { b: { c: 1 }, list: [{ d: 1 }] } });
  expect(texts).toEqual(["input.a…"]);
  for (const place of ["a", "a.b.c", "a.list.0.d"]) expect(places).toContain(place);
  // What is not there was looked for all the same.
  expect(placesOf({ a: { b: {} } }).places).toContain("a.b.c");
  expect(placesOf({ a: {} }).places).not.toContain("a.b.c");
});

test("an object that the input holds twice is read at both places", async () => {
  const shared = { c: 1 };
  expect(await read("result if { input.a.c == 1; input.b.c == 1 }", { a: shared, b: shared })).toEqual([
    "input.a.c",
    "input.b.c",
  ]);
});

test("more places than are kept count as everything", async () => {
  const xs = Array.from({ length: 30_000 }, (_, index) => ({ index }));
  expect(await read("result := [x.index | some x in input.xs]", { xs })).toEqual(["input…"]);
});
