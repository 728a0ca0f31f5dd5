import type { ComparedLiteral } from "@bylaw/compiler";
import { type KindName, kubernetesKinds } from "@bylaw/dsl/kubernetes";
import type { JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import type { Path } from "../literals.ts";
import { wellTyped } from "../well-typed.ts";
import { asCreated, asStored } from "./accepted.ts";
import { earlierOf } from "./earlier.ts";

/**
 * Objects of a kind as the API server takes them when they are created.
 *
 * @param kind such as `v1/Pod` or `apps/v1/Deployment`
 * @param literals what a policy compares with; absent, none
 * @param path where the object stands in the input that the literals are of
 */
export function kubernetesObjects(
  kind: KindName,
  literals: readonly ComparedLiteral[] = [],
  path: Path = [],
): fc.Arbitrary<JsonObject> {
  const { schema } = kubernetesKinds[kind];
  return wellTyped(schema, literals, path).map((object) => asCreated(object as JsonObject));
}

/** An object before and after somebody has changed it. */
export interface Update {
  readonly object: JsonObject;
  readonly oldObject: JsonObject;
}

/** Updates of objects of a kind as the API server takes them; the parameters are those of `kubernetesObjects`. */
export function kubernetesUpdates(
  kind: KindName,
  literals: readonly ComparedLiteral[] = [],
  path: Path = [],
): fc.Arbitrary<Update> {
  const objects = wellTyped(kubernetesKinds[kind].schema, literals, path) as fc.Arbitrary<JsonObject>;
  return fc.tuple(objects, objects).map(([given, other]) => {
    const object = asStored(given);
    return { object, oldObject: earlierOf(object, other) };
  });
}
