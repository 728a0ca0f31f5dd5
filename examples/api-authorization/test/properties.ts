import {
  defaultDeny,
  denyWins,
  enginesAgree,
  failsClosed,
  irrelevantFields,
  listOrderAndDuplicates,
  monotone,
  nonInterference,
  total,
  weakerCredential,
} from "@bylaw/test-runner";
import fc from "fast-check";

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
        except: (input) => JSON.stringify(input).includes('"admin"'),
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
};
