import type { CompiledPolicy } from "@bylaw/compiler";
import type { Decision } from "@bylaw/dsl";
import type { JsonObject } from "@bylaw/engine";
import { inputsOf, jsonWebTokens } from "@bylaw/test-runner";
import fc from "fast-check";
import { signedToken } from "../../examples/api-authorization/test/identity-provider.ts";
import { properties } from "../../examples/api-authorization/test/properties.ts";
import { issuer } from "../../examples/envoy-istio/policies/mesh.ts";
import { signingKey } from "../../examples/envoy-istio/test/identity-provider.ts";
import type { HttpInput } from "./check-request.ts";
import type { Example } from "./examples.ts";

/** Documents of the policies that have some. */
export const documents = {
  permissions: properties.services.run.data.permissions,
  applications: {
    wiki: { groups: ["staff"], sensitive: false },
    payroll: { groups: ["finance"], sensitive: true },
  },
};

const workload = (environment: string, service: string) =>
  `spiffe://company.com/ns/${environment}/sa/${service}`;

/** Times around one: servers decide by the clock, which tests cannot set. */
const around = (seconds: number) =>
  fc.oneof(
    fc
      .constantFrom(-3_600, -800, -200, -20, 300, 86_400)
      .map((by) => new Date((seconds + by) * 1_000).toISOString()),
    fc.constantFrom("never", ""),
  );

const tokens = (seconds: number) =>
  fc
    .record({
      tenant_id: fc.constantFrom("tenant-abc", "tenant-xyz"),
      permissions: fc.subarray(["orders:read", "invoices:read"]),
      roles: fc.subarray(["admin", "staff"]),
      nbf: fc.constantFrom(seconds - 60, seconds - 60, seconds + 3_600),
      exp: fc.constantFrom(seconds + 3_600, seconds + 3_600, seconds - 60),
      aud: fc.constantFrom("orders", "orders", "invoices"),
    })
    .map((claims) => `Bearer ${signedToken(claims)}`);

const mostly = (usual: boolean) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constant(!usual) });

const proxied = (seconds: number) =>
  fc.record({
    user: fc.record(
      {
        name: fc.constant("ada"),
        groups: fc.subarray(["staff", "finance"]),
        second_factor_at: around(seconds),
      },
      { requiredKeys: ["name", "groups"], noNullPrototype: true },
    ),
    device: fc.record({
      managed: mostly(true),
      compromised: mostly(false),
      disk_encrypted: mostly(true),
      patched: mostly(true),
      checked_at: fc.oneof(fc.constant(new Date((seconds - 20) * 1_000).toISOString()), around(seconds)),
    }),
    location: fc.record({ country: fc.constantFrom("CH", "CH", "DE", "KP") }),
    risk: fc.constantFrom(0, 29.5, 30, 69, 70, 89, 90, 100),
    request: fc.record({
      method: fc.constantFrom("GET", "HEAD", "POST"),
      application: fc.constantFrom("wiki", "payroll", "unknown"),
    }),
  });

/**
 * Inputs of a policy that a server decides.
 *
 * @param seconds the time, since 1970
 */
export function servedInputs(
  { name, native }: Example<Decision>,
  policy: CompiledPolicy,
  seconds: number,
): fc.Arbitrary<JsonObject> {
  const given = givenInputs(name, seconds);
  if (given !== undefined) return given;
  const byType = inputsOf(native, policy, tokensFor(seconds)) as fc.Arbitrary<JsonObject>;
  return name === "payments" ? fc.oneof(byType, byType.chain(asPayment)) : byType;
}

/** An input with most of what it takes to pay. */
function asPayment(input: JsonObject): fc.Arbitrary<JsonObject> {
  const { attributes, ...rest } = input as unknown as HttpInput & JsonObject;
  return fc
    .record({
      principal: fc.constantFrom(
        "spiffe://cluster.local/ns/orders/sa/orders-api",
        "spiffe://cluster.local/x",
      ),
      method: fc.constantFrom("POST", "POST", "GET"),
      path: fc.constantFrom("/v1/payments/42", "/v1/payments/42/..", "/v1/payments", "/v1/payments/a/b"),
    })
    .map(({ principal, method, path }) => ({
      ...rest,
      attributes: {
        ...attributes,
        source: { ...attributes.source, principal },
        request: { ...attributes.request, http: { ...attributes.request.http, method, path } },
      },
      parsed_path: path.slice(1).split("/"),
      parsed_query: {},
    }));
}

const tokensFor = (seconds: number) => ({
  authorization: jsonWebTokens({
    secret: { algorithm: "ES256", key: signingKey, kid: "2026-11" },
    issuer,
    audience: "backend",
    now: seconds,
    claims: fc.record({ sub: fc.constant("ada"), roles: fc.subarray(["auditor", "staff"]) }),
  }),
});

function givenInputs(name: string, seconds: number): fc.Arbitrary<JsonObject> | undefined {
  switch (name) {
    case "orders":
      return properties.orders.run.inputs;
    case "services":
      return fc.record({
        source_id: fc.constantFrom(...Object.keys(documents.permissions), workload("prod", "orders")),
        resource: fc.constantFrom(workload("prod", "ledger"), workload("staging", "ledger")),
        action: fc.constantFrom("read", "write"),
        credential: fc.record({ expires_at: around(seconds) }),
      });
    case "tokens":
      return fc
        .tuple(tokens(seconds), fc.constantFrom("GET", "POST"), fc.constantFrom("tenant-abc", "tenant-xyz"))
        .map(([authorization, method, tenant_id]) => ({
          request: { method, path: "/orders", headers: { authorization } },
          resource: { tenant_id },
        }));
    case "proxy":
      return proxied(seconds);
    default:
      return undefined;
  }
}
