import type { JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { clusterObjects, inFile, parameters, surroundings } from "./cluster-objects.ts";
import { compiled, type Example } from "./examples.ts";
import { inventoryOf, reviewOf } from "./gatekeeper-review.ts";
import { generatedPlans } from "./generated-plans.ts";

const sample = <T>(values: fc.Arbitrary<T>, count: number) => fc.sample(values, { numRuns: count, seed: 7 });

/** What Gatekeeper would replicate: namespaces, and network policies in them. */
export const inventory = inventoryOf(
  sample(surroundings, 1)
    .flat()
    .map((object, at) => inFile(object, `neighbour-${at}`)),
);

/** A file for a policy, and the input that the policy is asked about then. */
export interface Case {
  readonly file: JsonObject;
  readonly input: JsonObject;
}

/** Generated plans, or objects of a cluster, for a policy that finds things. */
export function casesOf(example: Example, count: number): readonly Case[] {
  const policy = compiled(example);
  if (policy.kind === "terraform")
    return sample(generatedPlans(example, policy), count).map((file) => ({ file, input: file }));
  return sample(clusterObjects(example, policy), count).map((object, at) => {
    const file = inFile(object, `object-${at}`);
    const review = { namespace: "", ...reviewOf(file), operation: "CREATE" };
    return { file, input: { review, parameters: parameters[example.name] ?? {} } };
  });
}
