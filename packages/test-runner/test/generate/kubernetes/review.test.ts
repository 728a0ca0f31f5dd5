import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { type KindName, kubernetesKinds } from "@bylaw/dsl/kubernetes";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gatekeeperReviews } from "../../../src/index.ts";

const kinds = Object.keys(kubernetesKinds) as KindName[];
/** Roles may be named almost as one likes. */
const nameOf = (kind: string) =>
  kind.includes("Role") ? /^[^/%]+$/ : /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

interface Reviewed {
  readonly operation: string;
  readonly oldObject?: Json;
  readonly kind: { readonly kind: string };
  readonly resource: { readonly resource: string };
  readonly object: {
    readonly kind: string;
    readonly metadata: { readonly name?: string };
    readonly spec?: { readonly template?: { readonly spec?: object } };
  };
}

describe.each(kinds)("reviews of %s", (kind) => {
  const policy = gatekeeperPolicy({ kind: "K8sAny", match: [kind], violation: {} });
  const reviews = gatekeeperReviews(policy.input, []);
  const sample = fc.sample(reviews, { numRuns: 60, seed: 4 });
  const seen = sample.map((input) => (input as unknown as { readonly review: Reviewed }).review);

  it("are of the declared shape", () => {
    expect(sample.filter((input) => !policy.shape.is(input))).toEqual([]);
  });

  it("are mostly as the API server makes them", () => {
    const realistic = seen.filter(
      ({ object, kind: named, resource, operation, oldObject }) =>
        named.kind === object.kind &&
        /^[a-z]+s$/.test(resource.resource) &&
        nameOf(object.kind).test(object.metadata.name ?? "") &&
        (operation === "UPDATE" || operation === "DELETE") === (oldObject !== undefined) &&
        !("ephemeralContainers" in (object.spec?.template?.spec ?? {})),
    );
    expect(realistic.length).toBeGreaterThan(seen.length / 2);
    expect(new Set(seen.map(({ operation }) => operation)).size).toBeGreaterThan(3);
  });
});
