import {
  buildPlan,
  createEvidenceEngine,
  createJavaScriptEngine,
  type EvidenceEngineOptions,
  type Json,
  type PolicySource,
} from "@bylaw/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { instrumented } from "../../src/evidence/instrument.ts";
import { generateJavaScript } from "../../src/javascript/generate.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { textAt } from "./compare-with-opa.ts";
import { input } from "./inputs.ts";
import { policies } from "./policies.ts";

const everything = { rules: true, expressions: true, comparisons: true, inputPaths: true };

async function engineOf(
  text: string,
  evidence: EvidenceEngineOptions["evidence"] = everything,
  options: Partial<EvidenceEngineOptions> = {},
) {
  const source: PolicySource = { modules: { "p.rego": `package p\n\n${text}\n` } };
  const engine = await createEvidenceEngine(await pinnedOpa(), source, ["p/result"], {
    evidence,
    ...options,
  });
  const explain = (given: Json = {}) => engine.explain({ path: "p/result", input: given });
  /** Expression → reached, satisfied, true, false, undefined. */
  const expressions = (given: Json = {}) =>
    Object.fromEntries(
      (explain(given).evidence.expressions ?? []).map((one) => [
        textAt(source, one.expression.place),
        [one.reached, one.satisfied, one.true, one.false, one.undefined],
      ]),
    );
  const rules = (given: Json = {}) =>
    (explain(given).evidence.rules ?? []).map(({ rule, times }) => [textAt(source, rule.head), times]);
  return { engine, explain, expressions, rules };
}

test.each(Object.keys(policies))("decides %s as without it", async (name) => {
  const source = policies[name] ?? { modules: {} };
  const opa = await pinnedOpa();
  const plain = await createJavaScriptEngine(opa, source, ["p/result"]);
  const evidenced = await createEvidenceEngine(opa, source, ["p/result"], { evidence: everything });
  const queries = fc
    .sample(input, { numRuns: 500, seed: 2 })
    .map((one) => ({ path: "p/result", input: one }));
  expect(await evidenced.evaluate(queries)).toEqual(await plain.evaluate(queries));
});

/** The text of every function that an entry point leads to. */
function texts(plan: Plan): readonly string[] {
  const module = generateJavaScript(plan);
  const written = new Map<number, string>();
  const waiting = [...module.entrypoints.values()];
  for (let unit = waiting.pop(); unit !== undefined; unit = waiting.pop()) {
    if (written.has(unit)) continue;
    const text = module.textOf(unit);
    written.set(unit, text);
    for (const [, called] of text.matchAll(/\bunit\((\d+)\)/g)) waiting.push(Number(called));
  }
  return [...written.values()];
}

test("leaves the code as it was where nothing is wanted", async () => {
  for (const source of Object.values(policies)) {
    const { artefact } = await buildPlan(await pinnedOpa(), source, { entrypoints: ["p/result"] });
    const plan = JSON.parse(artefact ?? "{}") as Plan;
    const none = instrumented(plan, { rules: [], expressions: [] }, [], {}).plan;
    expect(texts(none)).toEqual(texts(plan));
    expect(texts(plan).length).toBeGreaterThan(1);
    expect(texts(plan).join("")).not.toContain("probe");
  }
});

test("refuses a plan with a probe of another name", () => {
  const probe = { type: "ProbeStmt", stmt: { probe: "constructor", id: 0, operands: [] } };
  const plan = { plans: { plans: [{ name: "p", blocks: [{ stmts: [probe] }] }] } } as unknown as Plan;
  expect(() => texts(plan)).toThrow("unknown kind");
});

test("an expression is true, false or undefined", async () => {
  const { expressions } = await engineOf(`result if {
	input.a == 1
	input.b > 2
	input.c
}`);
  expect(expressions({})).toEqual({ "input.a == 1": [1, 0, 0, 0, 1] });
  expect(expressions({ a: 2 })).toEqual({ "input.a == 1": [1, 0, 0, 1, 0] });
  expect(expressions({ a: 1, b: 2 })).toEqual({
    "input.a == 1": [1, 1, 1, 0, 0],
    "input.b > 2": [1, 0, 0, 1, 0],
  });
  expect(expressions({ a: 1, b: 3, c: false })).toMatchObject({ "input.c": [1, 0, 0, 1, 0] });
  expect(expressions({ a: 1, b: 3 })).toMatchObject({ "input.c": [1, 0, 0, 0, 1] });
  expect(expressions({ a: 1, b: 3, c: 0 })).toMatchObject({ "input.c": [1, 1, 1, 0, 0] });
});

test("a loop is reached once and satisfied by each element, and each outcome within counts", async () => {
  const { expressions, rules } = await engineOf(`result contains x if {
	some x in input.xs
	x.n == 1
}`);
  expect(expressions({ xs: [{ n: 1 }, { n: 2 }, {}, { n: 1 }] })).toEqual({
    "some x in input.xs": [1, 4, 1, 0, 0],
    "x.n == 1": [4, 2, 2, 1, 1],
  });
  expect(rules({ xs: [{ n: 1, a: 1 }, { n: 1 }] })).toEqual([["result contains x", 2]]);
  expect(expressions({ xs: [] })).toEqual({ "some x in input.xs": [1, 0, 0, 0, 1] });
});

test("an expression that iterates and compares is false when an element was compared and none was equal", async () => {
  const { expressions } = await engineOf(`result if input.xs[_].n == 1`);
  const text = "input.xs[_].n == 1";
  expect(expressions({ xs: [{}, { n: 2 }, {}] })).toEqual({ [text]: [1, 0, 0, 1, 0] });
  expect(expressions({ xs: [{}, {}] })).toEqual({ [text]: [1, 0, 0, 0, 1] });
  expect(expressions({ xs: [{ n: 1 }, { n: 2 }, { n: 1 }] })).toEqual({ [text]: [1, 2, 1, 0, 0] });
});

test("a pattern that does not match is false, and one without a value undefined", async () => {
  const { expressions } = await engineOf(`result := b if {
	[1, b] = input.a
}`);
  const text = "[1, b] = input.a";
  expect(expressions({ a: [1, 2] })).toEqual({ [text]: [1, 1, 1, 0, 0] });
  expect(expressions({ a: [1] })).toEqual({ [text]: [1, 0, 0, 1, 0] });
  expect(expressions({ a: [2, 2] })).toEqual({ [text]: [1, 0, 0, 1, 0] });
  expect(expressions({ a: 1 })).toEqual({ [text]: [1, 0, 0, 1, 0] });
  expect(expressions({})).toEqual({ [text]: [1, 0, 0, 0, 1] });
});

test("a negation is true when what it negates is false or undefined", async () => {
  const { expressions } = await engineOf(`result if not input.a == 1`);
  const text = "not input.a == 1";
  expect(expressions({ a: 1 })).toEqual({ [text]: [1, 0, 0, 1, 0] });
  expect(expressions({ a: 2 })).toEqual({ [text]: [1, 1, 1, 0, 0] });
  expect(expressions({})).toEqual({ [text]: [1, 1, 1, 0, 0] });
});

test("what is within a comprehension or an every counts for itself", async () => {
  const { expressions } = await engineOf(`result if {
	count([x | some x in input.xs; x > 1]) == 1
	every y in input.ys { y < 3 }
}`);
  expect(expressions({ xs: [1, 2], ys: [1, 3, 2] })).toEqual({
    "count([x | some x in input.xs; x > 1]) == 1": [1, 1, 1, 0, 0],
    "some x in input.xs": [1, 2, 1, 0, 0],
    "x > 1": [2, 1, 1, 1, 0],
    "every y in input.ys { y < 3 }": [1, 0, 0, 1, 0],
    "y < 3": [3, 2, 2, 1, 0],
  });
  expect(expressions({ xs: [2], ys: 1 })).toMatchObject({ "every y in input.ys { y < 3 }": [1, 0, 0, 0, 1] });
});

test("a rule whose value is remembered has still given it in each decision", async () => {
  const { engine, rules } = await engineOf(`result if { helper; helper }

helper if input.a`);
  const wanted = [
    ["result", 1],
    ["helper", 1],
  ];
  expect(rules({ a: 1 })).toEqual(wanted);
  expect(rules({ a: 1 })).toEqual(wanted);
  expect([...engine.counts().rules]).toEqual([2, 2]);
  engine.clear();
  expect([...engine.counts().rules]).toEqual([0, 0]);
});

test("else, defaults and bodies are rules of their own", async () => {
  const { engine, rules } = await engineOf(`result := 1 if {
	input.a
} else := 2 if {
	input.b
}

result := 1 if input.c

default result := 3`);
  expect(engine.table.rules.map(({ kind }) => kind)).toEqual(["body", "else", "body", "default"]);
  expect(rules({ a: 1, c: 1 })).toEqual([
    ["result := 1", 1],
    ["result := 1", 1],
  ]);
  expect(rules({ b: 1 })).toEqual([["else := 2", 1]]);
  expect(rules({})).toEqual([["result := 3", 1]]);
});

test("rules and expressions that nothing reaches are in the table", async () => {
  const { engine } = await engineOf(`result if {
	true
	input.a
}

unused if input.b`);
  expect(engine.table.rules.map(({ path, planned }) => [path.join("."), planned])).toEqual([
    ["p.result", true],
    ["p.unused", false],
  ]);
  expect(engine.table.expressions.map(({ status }) => status)).toEqual(["constant", "observed", "unplanned"]);
});

test("comparisons have both sides, the operator and the place", async () => {
  const { explain } = await engineOf(`result if {
	input.a == 1
	input.b < "x"
	startswith(input.c, "pre")
	input.d in {"a", "b"}
}`);
  const compared = (given: Json) =>
    (explain(given).evidence.comparisons ?? []).map(({ site, left, right }) => [left, site.operator, right]);
  expect(compared({ a: 2 })).toEqual([[2, "==", 1]]);
  expect(compared({ a: 1, b: "w", c: "prefix", d: "c" })).toEqual([
    [1, "==", 1],
    ["w", "<", "x"],
    ["prefix", "startswith", "pre"],
    ["c", "in", ["a", "b"]],
  ]);
  expect(explain({ a: 1 }).evidence.comparisons?.[0]?.site.place).toMatchObject({ file: "p.rego", row: 4 });
});

test("comparisons are bounded, and those of a loop leave room for others", async () => {
  const { explain } = await engineOf(
    `result contains x if {
	some x in numbers.range(1, 100)
	x == 101
}

result contains "a" if input.a == "a"`,
    everything,
    { maxComparisons: 20, maxComparisonsOfOnePlace: 5 },
  );
  const { comparisons = [], comparisonsDropped } = explain({ a: "a" }).evidence;
  expect(comparisons.map(({ right }) => right)).toEqual([101, 101, 101, 101, 101, "a"]);
  expect(comparisonsDropped).toBe(95);
});

test("a decision that ends in an error has the evidence up to there", async () => {
  const { explain, rules } = await engineOf(`result := 1 if input.a

result := 2 if input.b`);
  expect(explain({ a: 1, b: 1 }).outcome).toMatchObject({ kind: "error", code: "eval_conflict_error" });
  expect(rules({ a: 1, b: 1 })).toEqual([
    ["result := 1", 1],
    ["result := 2", 1],
  ]);
  expect(rules({ a: 1 })).toEqual([["result := 1", 1]]);
});

test("parts that are not wanted are absent", async () => {
  const { explain } = await engineOf("result if input.a", { rules: true });
  expect(Object.keys(explain({ a: 1 }).evidence)).toEqual(["rules"]);
});

test("modules of version 0 and names with anything in them are read", async () => {
  const source: PolicySource = {
    modules: { "../a b\n.rego": "package p\n\nresult { input.a } { input.b }\n" },
    regoVersion: 0,
  };
  const engine = await createEvidenceEngine(await pinnedOpa(), source, ["p/result"], {
    evidence: everything,
  });
  const { outcome, evidence } = engine.explain({ path: "p/result", input: { b: 1 } });
  expect(outcome).toEqual({ kind: "defined", value: true });
  expect(evidence.rules?.map(({ rule }) => rule.place)).toEqual([
    { file: "../a b\n.rego", row: 3, column: 20, endRow: 3, endColumn: 31 },
  ]);
});
