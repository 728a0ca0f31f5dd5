import { expect, test } from "vitest";
import type { Outcome } from "../../src/index.ts";
import { createJavaScriptEngine, type JavaScriptEngineOptions } from "../../src/javascript/engine.ts";
import type { Json } from "../../src/values/index.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { tiers } from "./tiers.ts";

/** Interpreted and compiled alike. */
async function decide(
  policy: string,
  input: Json = {},
  options: JavaScriptEngineOptions = {},
): Promise<Outcome | undefined> {
  const opa = await pinnedOpa();
  const source = { modules: { "p.rego": `package p\n\n${policy}\n` } };
  const outcomes: (Outcome | undefined)[] = [];
  for (const tier of tiers) {
    const engine = await createJavaScriptEngine(opa, source, ["p/result"], { ...options, ...tier });
    outcomes.push(...(await engine.evaluate([{ path: "p/result", input }])));
  }
  const [first, second] = outcomes;
  expect(second?.kind).toBe(first?.kind);
  if (first?.kind === "defined") expect(second).toEqual(first);
  return first;
}

const escapes = [
  '"); globalThis.escaped = true; ("',
  ["$", "{globalThis.escaped = true}"].join(""),
  "`; globalThis.escaped = true; `",
  "*/ globalThis.escaped = true; /*",
  "\u2028globalThis.escaped = true\u2029",
  "\\",
  "</script>",
  "__proto__",
  "constructor",
  "\0|[]",
];

test.each(escapes)("the text %j stays data, as a value, a key, a rule's name and a string", async (text) => {
  const quoted = JSON.stringify(text);
  const policy = `names[${quoted}] := ${quoted}

result := {"value": ${quoted}, "key": {${quoted}: 1}, "read": input[${quoted}], "rule": names[${quoted}]}`;
  const input = JSON.parse(`{${quoted}: "given"}`) as Json;
  const outcome = await decide(policy, input);
  expect(outcome?.kind).toBe("defined");
  const value = outcome?.kind === "defined" ? JSON.stringify(outcome.value) : "";
  expect(JSON.parse(value)).toEqual(
    JSON.parse(`{"value": ${quoted}, "key": {${quoted}: 1}, "read": "given", "rule": ${quoted}}`),
  );
  expect(Object.hasOwn(globalThis, "escaped")).toBe(false);
});

test("a file whose name ends a line of comment is only a name", async () => {
  const name = "p\u2028globalThis.escaped = true; //.rego";
  const engine = await createJavaScriptEngine(
    await pinnedOpa(),
    { modules: { [name]: "package p\n\nresult := 1\n" } },
    ["p/result"],
  );
  expect(await engine.evaluate([{ path: "p/result" }])).toEqual([{ kind: "defined", value: 1 }]);
  expect(Object.hasOwn(globalThis, "escaped")).toBe(false);
});

test.each(["__proto__", "constructor", "toString", "hasOwnProperty"])(
  "an input without %s has nothing there",
  async (key) => {
    expect(await decide(`result := input.nested[${JSON.stringify(key)}]`, { nested: {} })).toEqual({
      kind: "undefined",
    });
    expect(await decide(`result := input.nested[input.key]`, { nested: {}, key })).toEqual({
      kind: "undefined",
    });
  },
);

test("a cartesian product ends at the limit of steps", async () => {
  const outcome = await decide(
    `numbers_to := numbers.range(1, 1000)

result if { some a in numbers_to; some b in numbers_to; some c in numbers_to; a + b + c < 0 }`,
    {},
    { maxSteps: 200_000 },
  );
  expect(outcome).toMatchObject({ kind: "error", code: "eval_cancel_error" });
});

test("time runs out, too", async () => {
  const outcome = await decide(
    `numbers_to := numbers.range(1, 3000)

result if { some a in numbers_to; some b in numbers_to; some c in numbers_to; a + b + c < 0 }`,
    {},
    { maxSteps: Number.POSITIVE_INFINITY, decisionTimeoutMs: 50 },
  );
  expect(outcome).toMatchObject({ kind: "error", code: "eval_cancel_error" });
});

test("what was interpreted in vain does not count", async () => {
  const opa = await pinnedOpa();
  const source = {
    modules: { "p.rego": "package p\n\nresult := count(numbers.range(1, input.n)) + 1\n" },
  };
  for (let interpretedSteps = 1; interpretedSteps <= 40; interpretedSteps++) {
    const options = { maxSteps: 10_000, interpretedSteps };
    const engine = await createJavaScriptEngine(opa, source, ["p/result"], options);
    const outcomes = await engine.evaluate([{ path: "p/result", input: { n: 9_500 } }]);
    expect({ interpretedSteps, outcomes }).toEqual({
      interpretedSteps,
      outcomes: [{ kind: "defined", value: 9_501 }],
    });
  }
});

test("an engine goes on after an evaluation that was ended", async () => {
  const engine = await createJavaScriptEngine(
    await pinnedOpa(),
    { modules: { "p.rego": "package p\n\nresult := count(numbers.range(1, input.n))\n" } },
    ["p/result"],
    { maxSteps: 10_000 },
  );
  const outcomes = await engine.evaluate([
    { path: "p/result", input: { n: 100_000 } },
    { path: "p/result", input: { n: 10 } },
  ]);
  expect(outcomes).toMatchObject([
    { kind: "error", code: "eval_cancel_error" },
    { kind: "defined", value: 10 },
  ]);
});

test("a range that no memory holds is undefined, not a crash", async () => {
  expect(await decide("result := count(numbers.range(1, 1000000000000))")).toEqual({ kind: "undefined" });
});

test("a pattern that would backtrack is matched in linear time", async () => {
  const input = { text: `${"a".repeat(50_000)}!` };
  expect(await decide('result := regex.match("^(a+)+$", input.text)', input)).toEqual({
    kind: "defined",
    value: false,
  });
  const layout = "2".repeat(60);
  expect(
    await decide("result := time.parse_ns(input.layout, input.text)", { layout, text: "1".repeat(200) }),
  ).toEqual({ kind: "undefined" });
});

test("an input that is nested too deeply is an error, and the process lives", async () => {
  let nested: Json = 1;
  for (let depth = 0; depth < 200_000; depth++) nested = [nested];
  const outcome = await decide("result := {input.nested}", { nested });
  expect(outcome).toMatchObject({ kind: "error" });
});

const bounded = { maxSteps: 300_000, decisionTimeoutMs: 3_000 };

test("a cartesian product that a set collects ends at the limit", async () => {
  const outcome = await decide(
    `pairs contains [a, b, c] if { some a in numbers.range(1, 300); some b in numbers.range(1, 300); some c in numbers.range(1, 300) }

result := count(pairs)`,
    {},
    bounded,
  );
  expect(outcome).toMatchObject({ kind: "error", code: "eval_cancel_error" });
});

test("a text that doubles with every rule ends in an error", async () => {
  const doubled = Array.from(
    { length: 40 },
    (_, index) => `t${index + 1} := concat("", [t${index}, t${index}])`,
  );
  const outcome = await decide(`t0 := input.text\n\n${doubled.join("\n\n")}\n\nresult := count(t40)`, {
    text: "0123456789".repeat(100),
  });
  expect(outcome).toMatchObject({ kind: "error", code: "eval_internal_error" });
});

test("an answer that shares its parts a trillion times ends in an error", async () => {
  const doubled = Array.from(
    { length: 40 },
    (_, index) => `o${index + 1} := {"l": o${index}, "r": o${index}}`,
  );
  const policy = `o0 := input.text\n\n${doubled.join("\n\n")}\n\nresult := {o40}`;
  const outcome = await decide(policy, { text: "x" }, bounded);
  expect(outcome).toMatchObject({ kind: "error" });
});

test("two values that share their parts a trillion times are compared", async () => {
  const doubled = ["l", "r"].flatMap((side) =>
    Array.from({ length: 40 }, (_, index) => `${side}${index + 1} := [${side}${index}, ${side}${index}]`),
  );
  const policy = `l0 := [input.left]\n\nr0 := [input.right]\n\n${doubled.join("\n\n")}\n\nresult := l40 == r40`;
  expect(await decide(policy, { left: 1, right: 1 })).toEqual({ kind: "defined", value: true });
  expect(await decide(policy, { left: 1, right: 2 })).toEqual({ kind: "defined", value: false });
});

test.each([100_000, 1_000_000])(
  "an input of %i levels is compared, scanned and given back without a crash",
  async (levels) => {
    const nested = (innermost: Json) => {
      let value: Json = innermost;
      for (let depth = 0; depth < levels; depth++) value = { a: value };
      return value;
    };
    const input = { left: nested(1), right: nested(2) };
    expect(await decide("result := input.left == input.right", input)).toMatchObject({ kind: "error" });
    expect(await decide("result := {input.left, input.right}", input)).toMatchObject({ kind: "error" });
    expect(await decide("result := input.left", input)).toMatchObject({ kind: "error" });
    expect(await decide("result := [k | walk(input, [k, _])]", input, bounded)).toMatchObject({
      kind: "error",
    });
  },
);
