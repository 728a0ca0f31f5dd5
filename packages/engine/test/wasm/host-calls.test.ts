import { createOpaEngine, createWasmEngine, type Json } from "@bylaw/engine";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";

const shown = (call: string) => `[t | x := ${call}; t := sprintf("%v %v", [type_name(x), [x]])]`;
const calls = [
  'sprintf("%v", [{input.a, 1}])',
  'sprintf("%v", [{input.a: {[1]}, 2: set()}])',
  "object.subset({input.a, 1, 2}, {1})",
  "object.subset([input.a, 1], [1])",
  "object.subset({input.a: {1}}, {input.a: {1}})",
  'net.cidr_merge({"10.0.0.0/9", "10.128.0.0/9"})',
  'net.cidr_expand("10.0.0.0/30")',
  "net.cidr_contains_matches({input.cidr}, [input.cidr])",
  "graph.reachable_paths({input.a: {1}, 1: [2]}, {input.a})",
  'regex.find_n("b*", input.a, -1)',
  "yaml.marshal({1, {input.a}})",
  'json.patch({"x": {1, 2}}, [{"op": "add", "path": "/x/3", "value": 3}])',
  "hex.encode(base64.decode(input.bytes))",
  "count(base64.decode(input.bytes))",
  "crypto.sha256(base64.decode(input.bytes))",
  "units.parse(input.unit)",
  "numbers.range_step(9007199254740990, 9007199254740994, 1)",
];

test("sets, keys of all types, large integers and bytes reach the host's builtins as they are", async () => {
  const opa = await pinnedOpa();
  const rules = calls.map((call, index) => `\t"${index}": ${shown(call)},`).join("\n");
  const source = { modules: { "p.rego": `package p\n\nanswers := {\n${rules}\n}\n` } };
  const inputs: readonly Json[] = [
    { a: "ab", cidr: "10.0.0.0/8", bytes: "gIH/", unit: "9007199254740993k" },
    { a: 2n ** 60n, cidr: "::/0", bytes: "4oKsQQ==", unit: "1Ki" },
    { a: null, cidr: "x", bytes: "4oI=", unit: "" },
  ];
  const queries = inputs.map((input) => ({ path: "p/answers", input }));
  const reference = await createOpaEngine(opa, source, ["p/answers"]);
  const wasm = await createWasmEngine(opa, source, ["p/answers"]);
  expect(await wasm.evaluate(queries)).toEqual(await reference.evaluate(queries));
  await reference.close();
});

test("a host's builtin that does too much ends its query alone", async () => {
  const source = { modules: { "p.rego": "package p\n\nsize := count(net.cidr_expand(input))\n" } };
  const wasm = await createWasmEngine(await pinnedOpa(), source, ["p/size"], { maxSteps: 1_000 });
  const queries = ["10.0.0.0/8", "10.0.0.0/14", "10.0.0.0/29"].map((input) => ({ path: "p/size", input }));
  expect(await wasm.evaluate(queries)).toMatchObject([
    { kind: "undefined" },
    { kind: "error", code: "eval_cancel_error" },
    { kind: "defined", value: 8 },
  ]);
});
