import { buildPlan, createOpaEngine, planEvaluator, RegoCompileError, unknownEvaluator } from "@bylaw/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import { anyJson, comparable } from "./fillings.ts";
import { generatedPolicy, modulesWith } from "./generated-policies.ts";

const input = fc.record({ a: anyJson, b: anyJson, c: anyJson }, { requiredKeys: [] });

test("with nothing unknown, it decides as opa does", async () => {
  const opa = await pinnedOpa();
  let compared = 0;
  for (const [index, policy] of fc.sample(generatedPolicy, { seed: 5, numRuns: 25 }).entries()) {
    const modules = modulesWith([policy]);
    const built = await buildPlan(opa, { modules }, { entrypoints: ["p0/result"] }).catch(
      (error: unknown) => {
        // The type checker refuses some.
        if (error instanceof RegoCompileError) return { artefact: undefined };
        throw error;
      },
    );
    if (built.artefact === undefined) continue;
    const queries = fc
      .sample(fc.option(input, { nil: undefined }), { seed: index, numRuns: 40 })
      .map((given) => ({ path: "p0/result", ...(given === undefined ? {} : { input: given }) }));
    const engine = await createOpaEngine(opa, { modules }, ["p0/result"]);
    const outcomes = await engine.evaluate(queries);
    const decide = unknownEvaluator(built.artefact, {});
    const evaluate = planEvaluator(built.artefact, {});
    for (const [position, query] of queries.entries()) {
      const answer = decide({ ...query, unknown: [] });
      const outcome = outcomes[position];
      const told = JSON.stringify({ policy, query });
      expect(answer.kind === "same" && comparable(answer.outcome), told).toEqual(comparable(evaluate(query)));
      expect(answer.kind === "same" && comparable(answer.outcome), told).toEqual(
        outcome && comparable(outcome),
      );
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(600);
});
