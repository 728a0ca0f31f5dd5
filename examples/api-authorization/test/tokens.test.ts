import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/tokens.ts";
import { now, signedToken } from "./identity-provider.ts";

const member = { tenant_id: "tenant-abc", permissions: ["orders:read"] };
const seconds = now.getTime() / 1_000;

const call = (authorization: string | undefined, { method = "GET", tenant = "tenant-abc" } = {}) => ({
  request: { method, path: "/orders", headers: authorization === undefined ? {} : { authorization } },
  resource: { tenant_id: tenant },
});
const bearing = (claims: object, parts?: Parameters<typeof call>[1]) =>
  call(`Bearer ${signedToken({ ...member, ...claims })}`, parts);

it.each(["GET", "HEAD"])("members %s the orders of their tenant", (method) =>
  expect(policy).toAllow(bearing({}, { method }), { by: "members read the orders of their tenant", now }),
);

it("administrators reach every tenant", () =>
  expect(policy).toAllow(bearing({ roles: ["admin"] }, { method: "DELETE", tenant: "tenant-xyz" }), {
    by: "administrators reach every tenant",
    now,
  }));

it.each([
  ["another tenant", bearing({}, { tenant: "tenant-xyz" })],
  ["no permission", bearing({ permissions: ["invoices:read"] })],
  ["a change", bearing({}, { method: "POST" })],
  ["no token", call(undefined)],
  ["another scheme", call(`Basic ${signedToken(member)}`)],
  ["no bearer at all", call("Bearer ")],
])("not with %s", (_, input) => expect(policy).toDeny(input, { now }));

it.each([
  ["is of another issuer", { iss: "https://evil.example.org" }],
  ["is meant for others", { aud: "invoices" }],
  ["is meant for nobody", { aud: undefined }],
  ["has expired", { exp: seconds - 1 }],
  ["never expires", { exp: undefined }],
  ["is not valid yet", { nbf: seconds + 60 }],
  ["lacks a tenant", { tenant_id: undefined }],
  ["has a tenant that is no text", { tenant_id: null }],
])("a token that %s is worth nothing, even an administrator's", (_, claims) =>
  expect(policy).toDeny(bearing({ roles: ["admin"], ...claims }), { now }),
);

it("a token that nobody signed is worth nothing", async () => {
  const [header = "", payload = "", signature = ""] = signedToken({ ...member, roles: ["admin"] }).split(".");
  const none = Buffer.from('{"alg":"none"}').toString("base64url");
  const other = Buffer.from(JSON.stringify({ ...member, roles: ["admin"], exp: seconds + 600 })).toString(
    "base64url",
  );
  await expect(policy).toDeny(call(`Bearer ${none}.${payload}.`), { now });
  await expect(policy).toDeny(call(`Bearer ${header}.${other}.${signature}`), { now });
  await expect(policy).toDeny(call(`Bearer ${header}.${payload}`), { now });
});

it("decides alike on all engines", () => {
  const tokens = [
    {},
    { roles: ["admin"] },
    { exp: seconds - 1 },
    { aud: "invoices" },
    { permissions: [] },
    { tenant_id: null },
    { permissions: "orders:read" },
  ].map((claims) => `Bearer ${signedToken({ ...member, ...claims })}`);
  const inputs = fc
    .tuple(
      fc.constantFrom(...tokens, "Bearer x.y.z", "Basic a", undefined),
      fc.constantFrom("GET", "POST"),
      fc.constantFrom("tenant-abc", "tenant-xyz"),
    )
    .map(([token, method, tenant]) => call(token, { method, tenant }));
  return agreement(policy, {
    runs: 1_000,
    inputs: inputs as fc.Arbitrary<never>,
    times: fc.constant(BigInt(now.getTime()) * 1_000_000n),
  });
});
