import { dirname, join } from "node:path";
import { createEvidenceEngine, findOpa, type Json } from "@bylaw/engine";
import { describe, expect, it } from "vitest";
import { mergeCoverage, onlyAt, percentageOf, totalsOf } from "../../src/coverage/coverage.ts";
import { coverageAsLcov } from "../../src/coverage/format/lcov.ts";
import { coverageAsText } from "../../src/coverage/format/text.ts";
import { policyCoverage } from "../../src/coverage/policy-coverage.ts";
import { regoCoverage } from "../../src/coverage/rego-coverage.ts";
import type { Purpose } from "../../src/recording/recorder.ts";
import type { Recorded } from "../../src/recording/recording.ts";

const rego = `package shop

default allow := false

allow if {
	input.user == "ann"
	input.action == "read"
}

allow if input.user == "root"
`;

describe("of Rego", () => {
  it("knows which outcomes came up, and what decided", async () => {
    const evidence = { rules: true, expressions: true };
    const modules = { "shop.rego": rego };
    const engine = await createEvidenceEngine(await findOpa(), { modules }, ["shop/allow"], { evidence });
    engine.evaluateOne({ path: "shop/allow", input: { user: "ann", action: "read" } });
    engine.evaluateOne({ path: "shop/allow", input: { user: "ann", action: "write" } });
    const coverage = regoCoverage(engine, () => true);
    expect(coverage.conditions.map((one) => [one.range.line, one.true, one.false, one.decides])).toEqual([
      [6, "tests", "nobody", "nobody"],
      [7, "tests", "tests", "tests"],
      [10, "nobody", "tests", "nobody"],
    ]);
    expect(coverage.bodies.map(({ range, held }) => [range.line, held])).toEqual([
      [3, "tests"],
      [5, "tests"],
      [10, "nobody"],
    ]);
    expect(coverageAsLcov(coverage)).toContain("SF:shop.rego\n");
    expect(coverageAsLcov(coverage)).toContain("BRDA:7,1,0,1\nBRDA:7,1,1,1\n");
    expect(regoCoverage(engine, () => false)).toMatchObject({ bodies: [], conditions: [] });
  });
});

const file = join(import.meta.dirname, "../policies/order-limits.ts");
const order = (total: number, tier = "basic"): Json => ({ total, customer: { tier }, items: [] });
const recorded = (input: Json, kind: "answer" | "generated"): Recorded => ({
  policy: file,
  test: "a test",
  question: { input, now: 0n },
  purpose: { kind } satisfies Purpose,
});

describe("of TypeScript", () => {
  it("tells tests from generated inputs", async () => {
    const coverage = await policyCoverage(file, dirname(file), [
      recorded(order(50), "answer"),
      recorded(order(150), "generated"),
    ]);
    const small = coverage.conditions.find(({ range }) => range.line === 12);
    expect(small).toMatchObject({ true: "tests", false: "generated", decides: "tests" });
    expect(coverage.bodies.find(({ name }) => name === "gold customers")?.held).toBe("nobody");
    expect(coverageAsText(coverage)).toContain("never false in a test, only for generated inputs");
  });

  it("is more the more tests there are, and whole in the end", async () => {
    const few = await policyCoverage(file, dirname(file), [recorded(order(50), "answer")]);
    const blocked: Json = {
      total: 1,
      customer: { tier: "basic", blocked: true },
      items: [{ sku: "a", count: 11 }],
    };
    const more = await policyCoverage(file, dirname(file), [
      recorded(order(50), "answer"),
      recorded(order(150, "gold"), "answer"),
      recorded({ total: 1, customer: { tier: "basic" }, items: [{ sku: "a", count: 1 }] }, "answer"),
      recorded(blocked, "answer"),
    ]);
    expect(percentageOf(few)).toBeLessThan(100);
    expect(percentageOf(more)).toBe(100);
    expect(percentageOf(mergeCoverage([few, more]))).toBe(100);
    expect(totalsOf(onlyAt(more, ({ line }) => line === 13)).bodies).toEqual({ covered: 1, all: 1 });
  });
});
