import { type KindName, kubernetesKinds } from "@bylaw/dsl/kubernetes";
import type { Json, JsonObject } from "@bylaw/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { asAccepted } from "../../../src/generate/kubernetes/accepted.ts";
import {
  invalidKubernetesObjects,
  kubernetesObjects,
  kubernetesUpdates,
  wellTyped,
} from "../../../src/index.ts";

// Whether the API server takes them is asked in e2e/kubernetes, of its own validation.

const kinds = Object.keys(kubernetesKinds) as KindName[];

describe.each(kinds)("objects of %s", (kind) => {
  const shape = kubernetesKinds[kind];

  it("are of the declared shape, before and after a change", () => {
    const objects = fc.sample(kubernetesObjects(kind), { numRuns: 30, seed: 1 });
    const updates = fc.sample(kubernetesUpdates(kind), { numRuns: 30, seed: 2 });
    const all = [...objects, ...updates.flatMap(({ object, oldObject }) => [object, oldObject])];
    expect(all.filter((one) => !shape.is(one))).toEqual([]);
    expect(updates.every(({ object, oldObject }) => nameOf(object) === nameOf(oldObject))).toBe(true);
  });

  it("stay as they are once they are right", () => {
    for (const object of fc.sample(wellTyped(shape.schema), { numRuns: 30, seed: 3 })) {
      const accepted = asAccepted(object as JsonObject);
      expect(asAccepted(accepted)).toEqual(accepted);
    }
  });

  it("can be wrong in a way that has a name", () => {
    const wrong = fc.sample(invalidKubernetesObjects(kind), { numRuns: 200, seed: 4 });
    expect(new Set(wrong.map(({ mistake }) => mistake)).size).toBeGreaterThan(8);
  });
});

function nameOf(object: JsonObject): Json | undefined {
  return (object.metadata as JsonObject).name;
}

describe("what a policy compares with", () => {
  it("stays where the API server takes it", () => {
    const pod = asAccepted({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web-1", labels: { "app.kubernetes.io/name": "web" } },
      spec: {
        hostNetwork: true,
        containers: [
          { name: "app", image: "nginx:latest", securityContext: { privileged: true, runAsUser: 0 } },
        ],
        volumes: [{ name: "root", hostPath: { path: "/", type: "Directory" } }],
      },
    });
    expect(pod).toEqual({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "web-1", namespace: "default", labels: { "app.kubernetes.io/name": "web" } },
      spec: {
        hostNetwork: true,
        containers: [
          { name: "app", image: "nginx:latest", securityContext: { privileged: true, runAsUser: 0 } },
        ],
        volumes: [{ name: "root", hostPath: { path: "/", type: "Directory" } }],
      },
    });
  });
});
