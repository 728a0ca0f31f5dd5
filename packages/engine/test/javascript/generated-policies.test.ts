import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createOpaEngine,
  createWasmEngine,
  type OpaBinary,
  OpaRunError,
  type Outcome,
  type PolicySource,
  RegoCompileError,
} from "../../src/index.ts";
import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import type { Json } from "../../src/values/index.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { generatedModule, ruleNames } from "./generated-policies.ts";
import { compiled, interpreted } from "./tiers.ts";

const scalar: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  null,
  true,
  false,
  0,
  1,
  2,
  -1,
  0.5,
  "",
  "a",
  "b",
  "c",
);
const value: fc.Arbitrary<Json> = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    scalar,
    fc.array(tie("node"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "list", "map", "tag"), tie("node"), { maxKeys: 4 }),
  ),
})).node;
const document: fc.Arbitrary<Json> = fc.record(
  { a: value, b: value, list: fc.array(value, { maxLength: 4 }), map: value, tag: scalar },
  { requiredKeys: [] },
);

/** How an outcome is compared: errors by their code. */
function compared(outcome: Outcome | undefined): unknown {
  return outcome?.kind === "error" ? { kind: "error", code: outcome.code } : outcome;
}

/** Undefined for a module that OPA refuses, or cannot plan. */
async function enginesOf(opa: OpaBinary, source: PolicySource, entrypoints: readonly string[]) {
  try {
    return {
      reference: await createOpaEngine(opa, source, entrypoints),
      ours: await createJavaScriptEngine(opa, source, entrypoints, compiled),
      first: await createJavaScriptEngine(opa, source, entrypoints, interpreted),
      wasm: await createWasmEngine(opa, source, entrypoints),
    };
  } catch (error) {
    if (error instanceof RegoCompileError) return undefined;
    if (error instanceof OpaRunError && error.message.startsWith("opa build ended")) return undefined;
    throw error;
  }
}

const policies = Number(process.env.BYLAW_GENERATED_POLICIES ?? 10);
const seed = Number(process.env.BYLAW_SEED ?? 20261125);

test("gives on generated policies what opa gives", { timeout: 600_000 }, async () => {
  const opa = await pinnedOpa();
  const entrypoints = ruleNames.map((name) => `p/${name}`);
  let decided = 0;
  for (const [position, module] of fc.sample(generatedModule, { numRuns: policies, seed }).entries()) {
    const inputs = fc.sample(document, { numRuns: 25, seed: seed + position });
    const [base = {}] = fc.sample(document, { numRuns: 1, seed: seed - position });
    const source = { modules: { "p.rego": module }, data: { base } };
    const engines = await enginesOf(opa, source, entrypoints);
    if (engines === undefined) continue;
    const { ours, first, reference, wasm } = engines;
    const queries = inputs.flatMap((input) => entrypoints.map((path) => ({ path, input })));
    const [got, wanted, planned] = [
      await ours.evaluate(queries),
      await reference.evaluate(queries),
      await wasm.evaluate(queries),
    ];
    await reference.close();
    expect({ module, outcomes: (await first.evaluate(queries)).map(compared) }).toEqual({
      module,
      outcomes: got.map(compared),
    });
    for (const [index, query] of queries.entries()) {
      // What a plan evaluates and topdown has no need to may be in conflict: then all that run plans say so.
      if (got[index]?.kind === "error" && planned[index]?.kind === "error") continue;
      const about = { module, base, ...query };
      expect({ ...about, outcome: compared(got[index]) }).toEqual({
        ...about,
        outcome: compared(wanted[index]),
      });
      if (wanted[index]?.kind === "defined") decided++;
    }
  }
  expect(decided).toBeGreaterThan(policies * 10);
});
