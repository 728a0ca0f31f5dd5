import { t } from "@bylaw/dsl/schema";
import {
  defaultDeny,
  denyWins,
  enginesAgree,
  failsClosed,
  irrelevantFields,
  jsonWebTokens,
  listOrderAndDuplicates,
  monotone,
  nonInterference,
  total,
  weakerCredential,
} from "@bylaw/test-runner";
import fc from "fast-check";
import { signingKey } from "./identity-provider.ts";

/** Whatever else is in the token. */
const ofAdministrator = t.object({ token: t.object({ claims: t.object({ roles: t.array(t.unknown) }) }) });
/** The identity provider names a tenant in each token. */
const ofNobody = t.object({ token: t.object({ claims: t.object({ tenant_id: t.oneOf("") }) }) });

const tenant = fc.constantFrom("tenant-abc", "tenant-xyz", "tenant-abc-eu", "Tenant-ABC");
const calls = fc.record({
  token: fc.record({
    valid: fc.boolean(),
    claims: fc.record({
      sub: fc.constantFrom("user-123", "user-456"),
      tenant_id: tenant,
      permissions: fc.subarray(["orders:read", "orders:write", "invoices:read", "orders:readers"]),
      roles: fc.subarray(["admin", "support", "administrators", "trainee"]),
    }),
  }),
  resource: fc.record({ tenant_id: tenant }),
  request: fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST", "DELETE"),
    path: fc.constantFrom("/orders", "/admin"),
  }),
});

const environments = ["prod", "staging"];
const services = ["payments", "orders", "ledger", "debug"];
const identity = fc
  .tuple(
    fc.constantFrom("company.com", "other.com"),
    fc.constantFrom(...environments),
    fc.constantFrom(...services),
  )
  .map(([domain, environment, service]) => `spiffe://${domain}/ns/${environment}/sa/${service}`);
/** Who may call whom: the ledger is for payments, and something of everything that must not be. */
const permissions = Object.fromEntries(
  ["company.com", "other.com"].flatMap((domain) =>
    environments.flatMap((environment) =>
      ["payments", "debug"].map((service) => [
        `spiffe://${domain}/ns/${environment}/sa/${service}`,
        Object.fromEntries(
          environments.map((other) => [`spiffe://company.com/ns/${other}/sa/ledger`, ["write"]]),
        ),
      ]),
    ),
  ),
);
const now = Date.parse("2026-11-25T17:30:00Z");
const serviceCalls = fc.record({
  source_id: identity,
  resource: identity,
  action: fc.constantFrom("write", "read", "delete"),
  credential: fc.record({
    expires_at: fc.oneof(
      fc.integer({ min: -2, max: 2 }).map((seconds) => new Date(now + seconds * 1_000).toISOString()),
      fc.constantFrom("2030-01-01T00:00:00Z", "2026-11-25T18:30:01+01:00", "never", ""),
    ),
  }),
});

/** The tokens are valid around the time of the decisions. */
const authorization = jsonWebTokens({
  secret: { algorithm: "ES256", key: signingKey, kid: "2026-11" },
  issuer: "https://id.example.org",
  audience: "orders",
  now: now / 1_000,
  claims: fc.record({
    sub: fc.constantFrom("ada", "user-456"),
    tenant_id: tenant,
    permissions: fc.subarray(["orders:read", "orders:write"]),
    roles: fc.constantFrom(["admin"], ["support", "admin"], ["support"], [], null),
  }),
});
const callsWithToken = fc.record({
  request: fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST"),
    path: fc.constantFrom("/orders", "/admin"),
    headers: fc.record({ authorization, "x-tenant-id": tenant }, { requiredKeys: [], noNullPrototype: true }),
  }),
  resource: fc.record({ tenant_id: tenant }),
});

const applications = {
  wiki: { groups: ["staff", "guests"], sensitive: false },
  payroll: { groups: ["finance"], sensitive: true },
};
const checks = fc.oneof(
  fc.integer({ min: -301, max: 1 }).map((seconds) => new Date(now + seconds * 1_000).toISOString()),
  fc.constantFrom("2026-11-25T17:15:00Z", "2026-11-25T18:29:00+01:00", "never", ""),
);
/** A device is mostly as it should be, so that what else decides is seen. */
const mostly = (usual: boolean) => fc.constantFrom(usual, usual, usual, usual, !usual);
const accesses = fc.record({
  user: fc.record(
    {
      name: fc.constantFrom("ada", "user-456"),
      groups: fc.subarray(["staff", "finance", "contractors"]),
      second_factor_at: checks,
    },
    { requiredKeys: ["name", "groups"], noNullPrototype: true },
  ),
  device: fc.record({
    managed: mostly(true),
    compromised: mostly(false),
    disk_encrypted: mostly(true),
    patched: mostly(true),
    checked_at: checks,
  }),
  location: fc.record({ country: fc.constantFrom("CH", "DE", "IN", "KP", "") }),
  risk: fc.constantFrom(0, 29.5, 30, 69, 70, 89, 90, 100),
  request: fc.record({
    method: fc.constantFrom("GET", "HEAD", "POST"),
    application: fc.constantFrom("wiki", "payroll", "unknown"),
  }),
});

/** What is claimed of the policies, by their files. */
export const properties = {
  orders: {
    run: { inputs: calls },
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      defaultDeny.of(),
      weakerCredential.of(),
      monotone.of(),
      nonInterference.of({
        tenant: "token.claims.tenant_id",
        resource: "resource.tenant_id",
        except: (input) =>
          ofNobody.is(input) || (ofAdministrator.is(input) && input.token.claims.roles.includes("admin")),
      }),
      listOrderAndDuplicates.of(),
      irrelevantFields.of({
        fields: ["token.claims.sub", "request.path", "request.headers", "request.query"],
      }),
    ],
  },
  services: {
    run: {
      inputs: serviceCalls,
      data: { permissions },
      times: fc.constantFrom(...[-1, 0, 1].map((seconds) => BigInt(now + seconds * 1_000) * 1_000_000n)),
    },
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      defaultDeny.of(),
      denyWins.of(),
      weakerCredential.of({ credentials: ["source_id", "credential", "credential.expires_at"] }),
    ],
  },
  tokens: {
    run: { inputs: callsWithToken, times: fc.constant(BigInt(now) * 1_000_000n) },
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      defaultDeny.of(),
      weakerCredential.of({ credentials: ["request.headers.authorization"] }),
      irrelevantFields.of({ fields: ["request.path", 'request.headers["x-tenant-id"]'] }),
    ],
  },
  proxy: {
    run: {
      inputs: accesses,
      data: { applications },
      times: fc.constant(BigInt(now) * 1_000_000n),
    },
    stated: [
      enginesAgree.of(),
      total.of(),
      failsClosed.of(),
      defaultDeny.of(),
      denyWins.of(),
      monotone.of(),
      listOrderAndDuplicates.of(),
      weakerCredential.of({
        credentials: ["user.second_factor_at", "device.checked_at", "location.country"],
      }),
      irrelevantFields.of({ fields: ["user.name"] }),
    ],
  },
};
