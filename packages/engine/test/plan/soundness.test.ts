import { buildPlan, createOpaEngine, inputPathsRead } from "@bylaw/engine";
import fc from "fast-check";
import { expect, test } from "vitest";
import { pinnedOpa } from "../pinned-opa.ts";
import { changed, field, input, policy, shared, value } from "./generated-policies.ts";

test("inputs that differ only in what is not read give the same outcome", async () => {
  const opa = await pinnedOpa();
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(policy, { minLength: 12, maxLength: 12 }),
      fc.array(fc.tuple(input, field, fc.option(value, { nil: undefined })), {
        minLength: 80,
        maxLength: 80,
      }),
      async (policies, cases) => {
        const modules: Record<string, string> = {};
        for (const [index, text] of policies.entries()) {
          modules[`p${index}.rego`] = `package p${index}\n\n${text}${shared}`;
        }
        const entrypoints = policies.map((_, index) => `p${index}/decision`);
        const { artefact } = await buildPlan(opa, { modules }, { entrypoints });
        const engine = await createOpaEngine(opa, { modules }, entrypoints);
        const pairs = entrypoints.flatMap((entrypoint) => {
          const paths = inputPathsRead(artefact ?? "", entrypoint);
          return cases.flatMap(([before, keys, put]) =>
            paths.overlaps(`/input/${keys.join("/")}`, put === undefined ? "removed" : "replaced")
              ? []
              : [{ entrypoint, before, after: changed(before, keys, put), texts: paths.texts }],
          );
        });
        const outcomes = await engine.evaluate(
          pairs.flatMap(({ entrypoint, before, after }) => [
            { path: entrypoint, input: before },
            { path: entrypoint, input: after },
          ]),
        );
        for (const [index, pair] of pairs.entries()) {
          const told = { ...pair, module: modules[pair.entrypoint.replace("/decision", ".rego")] };
          expect(outcomes[2 * index + 1], JSON.stringify(told)).toEqual(outcomes[2 * index]);
        }
        compared += pairs.length;
      },
    ),
    // Shrinking would build thousands of policies.
    { numRuns: 12, endOnFailure: true },
  );
  // Were every field said to be read, nothing would have been compared.
  expect(compared).toBeGreaterThan(2_000);
});
