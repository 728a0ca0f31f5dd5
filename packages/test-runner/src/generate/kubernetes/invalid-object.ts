import type { KindName } from "@bylaw/dsl/kubernetes";
import type { JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { accessMistakes } from "./mistakes/access.ts";
import { configurationMistakes } from "./mistakes/configuration.ts";
import { metadataMistakes } from "./mistakes/metadata.ts";
import type { Mistake } from "./mistakes/mistake.ts";
import { networkMistakes } from "./mistakes/network.ts";
import { workloadMistakes } from "./mistakes/workload.ts";
import { kubernetesObjects } from "./object.ts";

/** An object that the API server refuses to create. */
export interface InvalidObject {
  /** What is wrong with it, in words. */
  readonly mistake: string;
  readonly object: JsonObject;
}

const mistakes: Readonly<Record<string, readonly Mistake[]>> = {
  ...workloadMistakes,
  ...networkMistakes,
  ...accessMistakes,
  ...configurationMistakes,
};

/**
 * Objects of a kind with one thing wrong, for which the API server refuses them.
 *
 * @param kind such as `v1/Pod` or `apps/v1/Deployment`
 */
export function invalidKubernetesObjects(kind: KindName): fc.Arbitrary<InvalidObject> {
  const name = kind.split("/").at(-1) ?? "";
  const all = [...metadataMistakes(name), ...(mistakes[name] ?? [])];
  return fc
    .tuple(kubernetesObjects(kind), fc.constantFrom(...all))
    .map(([object, { name: mistake, make }]) => ({ mistake, object: make(object) }));
}
