import { readFileSync } from "node:fs";
import type { JsonObject } from "@bylaw/engine";
import { parseJson } from "@bylaw/engine/values";
import fc from "fast-check";
import { expect, test } from "vitest";
import * as generated from "../plan/generated-policies.ts";
import { expectAgreement } from "./compare-with-opa.ts";
import { input } from "./inputs.ts";
import { policies } from "./policies.ts";

const named = Object.entries(policies).map(([name, source]) => ({ name, source }));

test.each(named)("tells of $name what opa's trace tells", async ({ source }) => {
  const inputs = fc.sample(input, { numRuns: runs(40), seed: 11 });
  const { decisions, rules, reached, failed } = await expectAgreement(source, "p/result", inputs);
  expect(decisions).toBeGreaterThan(10);
  // Were nothing reached, all would agree.
  expect(rules).toBeGreaterThan(0);
  expect(reached).toBeGreaterThan(40);
  expect(failed).toBeGreaterThan(0);
});

test.each(["denials", "full"])("tells of the compiled policy %s what opa's trace tells", async (name) => {
  const text = readFileSync(new URL(`../../../compiler/test/golden/${name}.rego`, import.meta.url), "utf8");
  const log = new URL("../../../../examples/envoy-istio/decisions/decisions.ndjson", import.meta.url);
  const inputs = readFileSync(log, "utf8")
    .split("\n")
    .slice(0, 12)
    .map((line) => (parseJson(line) as JsonObject).input ?? null);
  const path = `${/^package (.*)$/m.exec(text)?.[1]?.replaceAll(".", "/")}/allow`;
  const { rules, failed } = await expectAgreement({ modules: { "policy.rego": text } }, path, inputs);
  expect(rules).toBeGreaterThan(0);
  expect(failed).toBeGreaterThan(0);
});

test("tells of generated policies what opa's trace tells", { timeout: 300_000 }, async () => {
  const texts = fc.sample(generated.policy, { numRuns: runs(8), seed: 17 });
  let [decisions, failed] = [0, 0];
  for (const [index, text] of texts.entries()) {
    const source = { modules: { "p.rego": `package p\n\n${text}${generated.shared}` } };
    const inputs = fc.sample(generated.input, { numRuns: 20, seed: index });
    const agreement = await expectAgreement(source, "p/decision", inputs);
    decisions += agreement.decisions;
    failed += agreement.failed;
  }
  expect(decisions).toBeGreaterThan(100);
  expect(failed).toBeGreaterThan(100);
});

/** More in a longer run by hand. */
function runs(usual: number): number {
  return Number(process.env.BYLAW_EVIDENCE_RUNS ?? usual);
}
