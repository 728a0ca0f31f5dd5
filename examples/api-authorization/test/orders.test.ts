import { agreement } from "@bylaw/test-runner";
import { describe, expect, it } from "vitest";
import policy from "../policies/orders.ts";

const call = (
  claims: { tenant_id?: string; permissions?: string[]; roles?: string[] },
  { method = "GET", valid = true } = {},
) => ({
  token: {
    valid,
    claims: { sub: "user-123", tenant_id: "tenant-abc", permissions: ["orders:read"], roles: [], ...claims },
  },
  resource: { tenant_id: "tenant-abc" },
  request: { method, path: "/orders" },
});

describe("members", () => {
  it.each(["GET", "HEAD"])("%s the orders of their tenant", (method) =>
    expect(policy).toAllow(call({}, { method }), { by: "members read the orders of their tenant" }),
  );

  it.each([
    ["another tenant", call({ tenant_id: "tenant-xyz" })],
    ["no permission", call({ permissions: ["invoices:read"] })],
    ["a change", call({}, { method: "POST" })],
    ["a token that does not hold", call({}, { valid: false })],
  ])("not with %s", (_, input) => expect(policy).toDeny(input));
});

it("administrators reach every tenant", async () => {
  await expect(policy).toAllow(call({ tenant_id: "tenant-xyz", roles: ["admin"] }, { method: "DELETE" }));
  await expect(policy).toDeny(call({ tenant_id: "tenant-xyz", roles: ["admin"] }, { valid: false }));
});

it("two tenants that are null are not the same", () =>
  expect(policy).toDeny({
    ...call({}),
    token: { valid: true, claims: { sub: "a", tenant_id: null, permissions: ["orders:read"], roles: [] } },
    resource: { tenant_id: null },
  }));

it("decides alike on all engines", () => agreement(policy, { runs: 2_000 }));
