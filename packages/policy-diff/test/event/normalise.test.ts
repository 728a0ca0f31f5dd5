import type { JsonObject } from "@bylaw/engine";
import { describe, expect, test } from "vitest";
import { normaliseEvent } from "../../src/event/normalise.ts";

const normalise = (document: JsonObject) => normaliseEvent(document, 1, { file: "log", position: 1 });

describe("the version of proxy events", () => {
  const pair = (key: string, value: string) => [
    { type: "string", value: key },
    { type: "string", value },
  ];

  test("is put back into the object that Rego saw", () => {
    const version = [pair("encoding", "protojson"), pair("ext_authz", "v3")];
    expect(normalise({ path: "p", input: { version, a: 1 } }).input).toEqual({
      kind: "given",
      value: { version: { encoding: "protojson", ext_authz: "v3" }, a: 1 },
    });
  });

  test.each([
    ["an object already", { encoding: "protojson" }],
    ["a list of something else", [["a", "b"]]],
    ["an empty list", []],
    ["text", "v3"],
  ])("is left alone when it is %s", (_, version) => {
    expect(normalise({ path: "p", input: { version } }).input).toEqual({ kind: "given", value: { version } });
  });
});

describe("what was recorded", () => {
  test("an error as the console has it", () => {
    const { recorded } = normalise({
      path: "p",
      input: {},
      error: "a.rego:3: eval_conflict_error: two values",
    });
    expect(recorded).toMatchObject({ kind: "error", code: "eval_conflict_error" });
  });

  test("an error as uploads have it", () => {
    const { recorded } = normalise({
      path: "p",
      input: {},
      error: { code: "eval_type_error", message: "no" },
    });
    expect(recorded).toEqual({ kind: "error", code: "eval_type_error", message: "no" });
  });

  test("no result is undefined, and null is an answer", () => {
    expect(normalise({ path: "p", input: {} }).recorded).toEqual({ kind: "undefined" });
    expect(normalise({ path: "p", input: {}, result: null }).recorded).toEqual({
      kind: "defined",
      value: null,
    });
  });

  test("no input, an input of null, and one that was never parsed", () => {
    expect(normalise({ path: "p" }).input).toEqual({ kind: "none" });
    expect(normalise({ path: "p", input: null }).input).toEqual({ kind: "given", value: null });
    expect(normalise({ path: "p", input: null, error: "unexpected EOF" }).input).toEqual({
      kind: "unparsed",
    });
  });
});

describe("what was asked", () => {
  test("a query that binds one decision is that decision", () => {
    const { asked, recorded } = normalise({ query: "data.a.b = x", result: [{ x: false }] });
    expect(asked).toEqual({ kind: "decision", path: "a/b", variable: "x" });
    expect(recorded).toEqual({ kind: "defined", value: false });
    expect(normalise({ query: "x := data.a.b", result: null }).recorded).toEqual({ kind: "undefined" });
  });

  test("any other query is none", () => {
    expect(normalise({ query: "data.a.b = x; x > 1" }).asked).toEqual({ kind: "query" });
    expect(normalise({ result: true }).asked).toEqual({ kind: "query" });
  });

  test("a filter is told by its custom type", () => {
    const custom = { type: "open-policy-agent/compile" };
    expect(normalise({ path: "/filters/include", custom }).asked).toEqual({
      kind: "filter",
      path: "filters/include",
    });
  });
});

describe("what builtins answered", () => {
  const nd_builtin_cache = { "time.now_ns": { "[]": 1 }, "rand.intn": { '["x",10]': 3 } };

  test("is kept where no mask touched it", () => {
    expect(normalise({ path: "p", nd_builtin_cache }).recordedBuiltins).toEqual(nd_builtin_cache);
  });

  test.each([
    ["/nd_builtin_cache", {}],
    ["/nd_builtin_cache/rand.intn", { "time.now_ns": { "[]": 1 } }],
  ])("is no record any more where a mask replaced %s", (pointer, left) => {
    expect(normalise({ path: "p", nd_builtin_cache, masked: [pointer] }).recordedBuiltins).toEqual(left);
  });
});

test("masked fields are listed with what was done to them", () => {
  expect(normalise({ path: "p", erased: ["/input/b"], masked: ["/input/a"] }).masked).toEqual([
    { pointer: "/input/a", change: "replaced" },
    { pointer: "/input/b", change: "removed" },
  ]);
});
