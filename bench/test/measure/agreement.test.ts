import type { Json, Outcome } from "@bylaw/engine";
import { expect, test } from "vitest";
import type { Benchmark } from "../../src/benchmark.ts";
import { mustAgree } from "../../src/measure/agreement.ts";

const benchmark: Benchmark = {
  name: "some",
  group: "large",
  about: "",
  source: { modules: {} },
  decision: "p/x",
  inputs: [1, 2],
  now: 0n,
};
const value = (json: Json): Outcome => ({ kind: "defined", value: json });
const nothing: Outcome = { kind: "undefined" };

test("engines that answer alike may be compared", () => {
  expect(() =>
    mustAgree(benchmark, "javascript", [value([1]), nothing], [value([1]), nothing]),
  ).not.toThrow();
});

test.each([
  ["another value", [value([1]), value(2)], [value([1]), nothing]],
  ["an answer too few", [value(1)], [value(1), nothing]],
  [
    "a decision that neither can make",
    Array(2).fill({ kind: "unavailable" }),
    Array(2).fill({ kind: "unavailable" }),
  ],
  ["another order", [value([1, 2]), nothing], [value([2, 1]), nothing]],
])("those with %s may not", (_, ours, theirs) => {
  expect(() => mustAgree(benchmark, "opa-wasm", ours, theirs)).toThrow(
    /^some: opa-wasm answers input [01] otherwise/,
  );
});

test("the package that gives sets in any order may, but not with other members", () => {
  const expected = [value({ a: ["x", ["z", "y"]] }), nothing];
  expect(() =>
    mustAgree(benchmark, "opa-wasm SDK", [value({ a: [["y", "z"], "x"] }), nothing], expected),
  ).not.toThrow();
  expect(() =>
    mustAgree(benchmark, "opa-wasm SDK", [value({ a: [["y"], "x"] }), nothing], expected),
  ).toThrow();
});
