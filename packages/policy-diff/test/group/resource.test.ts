import { expect, test } from "vitest";
import { resourceOf } from "../../src/group/resource.ts";

test.each([
  [{ attributes: { request: { http: { host: "shop", path: "/orders/1?page=2" } } } }, '"shop" "/orders/1"'],
  [{ request: { kind: { kind: "Pod" }, namespace: "a", name: "b" } }, '"Pod" "a" "b"'],
  [{ resource: { id: 7 } }, "7"],
  [{ path: ["orders", "1"] }, '["orders","1"]'],
  [{ resource: { owner: "x" } }, undefined],
  [undefined, undefined],
])("of %j, %j is asked for", (input, resource) => {
  expect(resourceOf(input)).toBe(resource);
});
