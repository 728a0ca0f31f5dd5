import { createEngine, findOpa, type Json } from "@bylaw/engine";
import { expect, it } from "vitest";
import { examplePolicies } from "../fixtures/examples.ts";

const inputs: readonly Json[] = [
  [],
  null,
  "text",
  { review: [] },
  { review: { object: [] } },
  { resource_changes: [[]] },
];

// A call that was moved away from the check before it once failed on an array.
it.each(examplePolicies().filter(({ compiled }) => !compiled.rego.includes("io.jwt.")))(
  "$name answers whatever the input is, with strict builtin errors",
  async ({ compiled: { rego, entrypoint } }) => {
    const modules = { "policy.rego": rego };
    const options = { opa: await findOpa(), strictBuiltinErrors: true };
    const engine = await createEngine("opa", { modules }, [entrypoint], options);
    try {
      const outcomes = await engine.evaluate(inputs.map((input) => ({ path: entrypoint, input })));
      expect(outcomes.map(({ kind }) => kind)).toEqual(inputs.map(() => "defined"));
    } finally {
      await engine.close();
    }
  },
);
