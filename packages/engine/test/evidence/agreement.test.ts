import fc from "fast-check";
import { expect, test } from "vitest";
import { expectAgreement } from "./compare-with-opa.ts";
import { input } from "./inputs.ts";
import { policies } from "./policies.ts";

const named = Object.entries(policies).map(([name, source]) => ({ name, source }));

test.each(named)("tells of $name what opa's trace tells", async ({ source }) => {
  const inputs = fc.sample(input, { numRuns: runs(60), seed: 11 });
  const { decisions, rules, reached, failed } = await expectAgreement(source, "p/result", inputs);
  expect(decisions).toBeGreaterThan(20);
  // Were nothing reached, all would agree.
  expect(rules).toBeGreaterThan(0);
  expect(reached).toBeGreaterThan(40);
  expect(failed).toBeGreaterThan(5);
});

/** More in a longer run by hand. */
function runs(usual: number): number {
  return Number(process.env.BYLAW_EVIDENCE_RUNS ?? usual);
}
