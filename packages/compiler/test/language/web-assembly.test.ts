import { createEngine, findOpa } from "@bylaw/engine";
import fc from "fast-check";
import { expect, it } from "vitest";
import { malformed, wellTyped } from "../fixtures/inputs.ts";
import { answers, compiled } from "../fixtures/policies.ts";

const now = 1_760_000_000_000_000_000n;
const policies = [
  "comparisons",
  "logic",
  "texts",
  "lists",
  "denials",
  "library",
  "structure",
  "statements",
  "transforms",
  "tokens",
];

it.each(policies)("%s allows the same in WebAssembly as in OPA", { timeout: 120_000 }, async (name) => {
  const policy = compiled(name);
  const inputs = [
    ...fc.sample(wellTyped(policy.input, policy.comparedLiterals), { numRuns: 150, seed: 5 }),
    ...fc.sample(malformed(policy.input, policy.comparedLiterals), { numRuns: 150, seed: 6 }),
  ];
  const expected = await answers(policy, policy.rego, inputs, now);
  const path = `${policy.package.replaceAll(".", "/")}/allowed_by`;
  const source = { modules: { "policy.rego": policy.rego } };
  const engine = await createEngine("opa-wasm", source, [path], { opa: await findOpa() });
  const outcomes = await engine.evaluate(inputs.map((input) => ({ path, input, now })));
  await engine.close();
  for (const [index, input] of inputs.entries()) {
    const value = expected[index]?.allowedBy;
    expect({ input, outcome: outcomes[index] }).toEqual({ input, outcome: { kind: "defined", value } });
  }
});
