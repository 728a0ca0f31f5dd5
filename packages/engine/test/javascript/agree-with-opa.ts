import { expect } from "vitest";
import { createOpaEngine, type Outcome } from "../../src/index.ts";
import { createJavaScriptEngine } from "../../src/javascript/engine.ts";
import type { Json } from "../../src/values/index.ts";
import { pinnedOpa } from "../pinned-opa.ts";
import { tiers } from "./tiers.ts";

const fewInputs = 8;

/**
 * Holds generated code to `opa` on inputs, and on the first of them with strict builtin errors, too.
 *
 * @returns the outcomes, without strict errors, all entry points for one input after the other
 */
export async function agreeWithOpa(
  policy: string,
  entrypoints: readonly string[],
  inputs: readonly Json[],
): Promise<readonly Outcome[]> {
  const opa = await pinnedOpa();
  const source = { modules: { "p.rego": policy } };
  let lenient: readonly Outcome[] = [];
  for (const strictBuiltinErrors of [true, false]) {
    // opa takes a process for each error.
    const asked = strictBuiltinErrors ? inputs.slice(0, fewInputs) : inputs;
    const queries = asked.flatMap((input) => entrypoints.map((path) => ({ path, input })));
    const reference = await createOpaEngine(opa, source, entrypoints, { strictBuiltinErrors });
    const wanted = await reference.evaluate(queries);
    await reference.close();
    for (const tier of tiers) {
      const ours = await createJavaScriptEngine(opa, source, entrypoints, { strictBuiltinErrors, ...tier });
      const got = await ours.evaluate(queries);
      for (const [position, query] of queries.entries())
        expect({ ...tier, query, outcome: compared(got[position]) }).toEqual({
          ...tier,
          query,
          outcome: compared(wanted[position]),
        });
      lenient = got;
    }
  }
  return lenient;
}

/** Errors are compared by their code. */
function compared(outcome: Outcome | undefined): unknown {
  return outcome?.kind === "error" ? { kind: "error", code: outcome.code } : outcome;
}
