import { createOpaEngine, type Json, type OpaEngineOptions, type PolicySource } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

async function engineFor(module: string, entrypoints: readonly string[], options: OpaEngineOptions = {}) {
  const source: PolicySource = { modules: { "p.rego": `package p\n\n${module}\n` } };
  return createOpaEngine(await pinnedOpa(), source, entrypoints, options);
}

const odd = "verdict := 1\n\nverdict := 2 if input.i % 2 == 1\n";

describe("errors in a batch", () => {
  test("every second query fails, the others are answered", async () => {
    const engine = await engineFor(odd, ["p/verdict"]);
    const queries = Array.from({ length: 400 }, (_, i) => ({ path: "p/verdict", input: { i } }));
    const outcomes = await engine.evaluate(queries);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(
      queries.map(({ input }) => (input.i % 2 === 1 ? "error" : "defined")),
    );
    expect(outcomes[1]).toEqual({
      kind: "error",
      code: "eval_conflict_error",
      message: expect.stringContaining("at p.rego:3"),
    });
  });

  test("batches that are bounded by number and by size", async () => {
    const engine = await engineFor(odd, ["p/verdict"], { maxBatchQueries: 3, maxBatchSize: 200 });
    const queries = Array.from({ length: 11 }, (_, i) => ({
      path: "p/verdict",
      input: { i, padding: "x".repeat(i * 30) },
    }));
    expect((await engine.evaluate(queries)).map((outcome) => outcome.kind)).toEqual(
      queries.map(({ input }) => (input.i % 2 === 1 ? "error" : "defined")),
    );
  });

  test("errors of queries without an input", async () => {
    const engine = await engineFor("verdict := 1\n\nverdict := 2 if time.now_ns() > 5\n", ["p/verdict"]);
    const queries = [1n, 9n, 2n, 8n, 3n].map((now) => ({ path: "p/verdict", now }));
    expect((await engine.evaluate(queries)).map((outcome) => outcome.kind)).toEqual([
      "defined",
      "error",
      "defined",
      "error",
      "defined",
    ]);
  });

  test("the root document, with an error in it", async () => {
    const engine = await engineFor(odd, [""]);
    expect(
      await engine.evaluate([
        { path: "", input: { i: 0 } },
        { path: "", input: { i: 1 } },
      ]),
    ).toMatchObject([{ kind: "defined", value: { p: { verdict: 1 } } }, { kind: "error" }]);
  });
});

describe("inputs that are nested deeply", () => {
  const nested = (depth: number) => {
    let value: Json = "deep";
    for (let level = 0; level < depth; level++) value = [value];
    return value;
  };

  test.each([11_000, 100_000])("%i levels are an error of that query alone", async (depth) => {
    const engine = await engineFor("echo := input", ["p/echo"]);
    const outcomes = await engine.evaluate([
      { path: "p/echo", input: 1 },
      { path: "p/echo", input: nested(depth) },
      { path: "p/echo", input: nested(500) },
    ]);
    expect(outcomes.map((outcome) => outcome.kind)).toEqual(["defined", "error", "defined"]);
  });
});

describe("options", () => {
  test("errors of builtins can be made to count", async () => {
    const engine = await engineFor("ratio := 1 / input.by", ["p/ratio"], { strictBuiltinErrors: true });
    expect(
      await engine.evaluate([
        { path: "p/ratio", input: { by: 2 } },
        { path: "p/ratio", input: { by: 0 } },
        { path: "p/ratio", input: { by: 4 } },
      ]),
    ).toMatchObject([
      { kind: "defined", value: 0.5 },
      { kind: "error", code: "eval_builtin_error" },
      { kind: "defined", value: 0.25 },
    ]);
  });

  test("a decision that takes too long is an error of that query alone", async () => {
    const slow =
      "answer := count([1 | some i in numbers.range(1, input.n); some j in numbers.range(1, input.n)])";
    const engine = await engineFor(slow, ["p/answer"], { timeoutMs: 1_500, decisionTimeoutMs: 1_500 });
    expect(
      await engine.evaluate([
        { path: "p/answer", input: { n: 2 } },
        { path: "p/answer", input: { n: 1_000_000 } },
        { path: "p/answer", input: { n: 3 } },
      ]),
    ).toMatchObject([
      { kind: "defined", value: 4 },
      { kind: "error", code: "eval_cancel_error" },
      { kind: "defined", value: 9 },
    ]);
  });
});

describe("what a policy cannot see", () => {
  test("the replay module's name gives way to one in the policy", async () => {
    const engine = await engineFor("mine := data.bylaw_replay\n\nnow := time.now_ns()", ["p/mine", "p/now"]);
    expect(
      await engine.evaluate([
        { path: "p/mine", input: {}, now: 5n },
        { path: "p/now", input: {}, now: 5n },
      ]),
    ).toEqual([{ kind: "undefined" }, { kind: "defined", value: 5 }]);
  });

  test("builtins that are replaced by the policy's own `with`", async () => {
    const engine = await engineFor(
      "answer := found if found := inner with time.now_ns as 3\n\ninner := time.now_ns()",
      ["p/answer", "p/inner"],
    );
    expect(
      await engine.evaluate([
        { path: "p/answer", input: {}, recordedBuiltins: {} },
        { path: "p/inner", input: {}, recordedBuiltins: {} },
      ]),
    ).toMatchObject([
      { kind: "defined", value: 3 },
      { kind: "unavailable", builtin: "time.now_ns" },
    ]);
  });

  test("a schema is computed without a record unless it refers elsewhere", async () => {
    const engine = await engineFor(
      'local := json.match_schema(input, {"type": "object", "required": ["a"]})[0]\n\n' +
        'remote := json.match_schema(input, {"properties": {"a": {"$ref": "http://127.0.0.1:1/a.json"}}})[0]\n\n' +
        'text := json.verify_schema("{\\"$ref\\": \\"http:\\\\/\\\\/127.0.0.1:1\\"}")[0]\n\n' +
        'wrong := json.match_schema(input, {"type": "unknown"})[0]',
      ["p/local", "p/remote", "p/text", "p/wrong"],
    );
    const unavailable = (builtin: string, reason: string) => ({ kind: "unavailable", builtin, reason });
    expect(
      await engine.evaluate([
        { path: "p/local", input: { a: 1 } },
        { path: "p/local", input: { a: 1 }, recordedBuiltins: {} },
        { path: "p/remote", input: { a: 1 } },
        { path: "p/remote", input: { a: 1 }, recordedBuiltins: {} },
        { path: "p/text", input: {} },
        { path: "p/wrong", input: {} },
        { path: "p/wrong", input: {}, recordedBuiltins: {} },
      ]),
    ).toEqual([
      { kind: "defined", value: true },
      { kind: "defined", value: true },
      unavailable("json.match_schema", "unsupported"),
      unavailable("json.match_schema", "notRecorded"),
      unavailable("json.verify_schema", "unsupported"),
      { kind: "undefined" },
      { kind: "undefined" },
    ]);
  });

  test("an entry point is never read as Rego", async () => {
    const path = 'p"] with input as {"x": 1}; data["p/x';
    const engine = await engineFor("x if input.x == 1", [path]);
    expect(await engine.evaluate([{ path, input: {} }])).toEqual([{ kind: "undefined" }]);
  });

  test("a decision that is a function, or a part of a number, is undefined", async () => {
    const engine = await engineFor("f(x) := x\n\nn := 1\n\ny := f(n)", ["p/f", "p/n/deep", "p/n"]);
    expect(
      await engine.evaluate([
        { path: "p/f", input: {} },
        { path: "p/n/deep", input: {} },
        { path: "p/n", input: {} },
      ]),
    ).toEqual([{ kind: "undefined" }, { kind: "undefined" }, { kind: "defined", value: 1 }]);
  });
});
