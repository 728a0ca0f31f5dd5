import { expect, it } from "vitest";
import { inventoryObjects } from "../../src/gatekeeper/inventory.ts";

const closed = { spec: { podSelector: {} } };
const version = "networking.k8s.io/v1";

it("gives each object what its place says of it", () =>
  expect(
    inventoryObjects({
      inventory: {
        cluster: { v1: { Namespace: { shop: { metadata: { labels: { team: "shop" } } } } } },
        namespace: { shop: { [version]: { NetworkPolicy: { a: closed, b: closed } } } },
      },
    }),
  ).toEqual([
    { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", labels: { team: "shop" } } },
    { apiVersion: version, kind: "NetworkPolicy", metadata: { name: "a", namespace: "shop" }, ...closed },
    { apiVersion: version, kind: "NetworkPolicy", metadata: { name: "b", namespace: "shop" }, ...closed },
  ]));

it("is without objects when nothing is replicated", () =>
  expect(inventoryObjects({ inventory: {} })).toEqual([]));

it.each([
  ["other documents", { inventory: {}, limits: {} }],
  ["no inventory", {}],
  ["a list", { inventory: [] }],
  ["an empty place", { inventory: { namespace: {} } }],
  ["an empty namespace", { inventory: { namespace: { shop: {} } } }],
  ["a version without objects", { inventory: { cluster: { v1: { Namespace: {} } } } }],
  ["no object", { inventory: { cluster: { v1: { Namespace: { shop: null } } } } }],
  ["a part of an object", { inventory: { namespace: { shop: { v1: { Pod: true } } } } }],
  ["another place", { inventory: { everywhere: {} } }],
  ["another kind", { inventory: { cluster: { v1: { Namespace: { shop: { kind: "Node" } } } } } }],
  [
    "another name",
    { inventory: { cluster: { v1: { Namespace: { shop: { metadata: { name: "web" } } } } } } },
  ],
  ["no metadata", { inventory: { cluster: { v1: { Namespace: { shop: { metadata: null } } } } } }],
])("no objects make %s", (_, data) => expect(inventoryObjects(data)).toBeUndefined());
