import { agreement } from "@bylaw/test-runner";
import fc from "fast-check";
import { expect, it } from "vitest";
import policy from "../policies/services.ts";

const id = (environment: string, service: string) => `spiffe://company.com/ns/${environment}/sa/${service}`;
const payments = id("prod", "payments");
const ledger = id("prod", "ledger");
const data = {
  permissions: {
    [payments]: { [ledger]: ["write"], [id("staging", "ledger")]: ["write"] },
    "spiffe://other.com/ns/prod/sa/payments": { [ledger]: ["write"] },
  },
};
/** A quarter of an hour before the credential expires. */
const now = new Date("2026-11-25T17:30:00Z");
const call = (parts: object = {}) => ({
  source_id: payments,
  resource: ledger,
  action: "write",
  credential: { expires_at: "2026-11-25T17:45:00Z" },
  ...parts,
});

it("allows what the document permits", () =>
  expect(policy).toAllow(call(), { by: "permitted between services of one environment", data, now }));

it.each(["payments", "orders", "ledger"])("knows the service %s", (service) => {
  const source_id = id("prod", service);
  return expect(policy).toAllow(call({ source_id }), {
    data: { permissions: { [source_id]: { [ledger]: ["write"] } } },
    now,
  });
});

it("does not know every service that the document names", () => {
  const source_id = id("prod", "gateway");
  return expect(policy).toDeny(call({ source_id }), {
    data: { permissions: { [source_id]: { [ledger]: ["write"] } } },
    now,
  });
});

it("refuses a caller that the document does not name", () =>
  expect(policy).toDeny(call({ source_id: ledger }), { data, now }));

it.each([
  ["another action", { action: "delete" }],
  ["another environment", { resource: id("staging", "ledger") }],
  ["another trust domain", { source_id: "spiffe://other.com/ns/prod/sa/payments" }],
  ["a path with one part more", { source_id: `${payments}/debug` }],
  ["a service that is not known", { source_id: id("prod", "ns") }],
])("not with %s", (_, parts) => expect(policy).toDeny(call(parts), { data, now }));

it.each(["2026-11-25T17:30:00Z", "2026-11-25T18:29:59.999+01:00", "2026-11-25", "never", ""])(
  "a credential that expires at %j is worth nothing",
  (expires_at) =>
    expect(policy).toDeny(call({ credential: { expires_at } }), {
      by: "the credential has expired",
      data,
      now,
    }),
);

it("a credential is good up to the nanosecond before it expires", () =>
  expect(policy).toAllow(call({ credential: { expires_at: "2026-11-25T17:30:00.000000001Z" } }), {
    data,
    now,
  }));

it("decides alike on all engines", () => {
  const ids = fc.constantFrom(payments, ledger, id("staging", "ledger"), "spiffe://company.com/ns/prod", "");
  return agreement(policy, {
    runs: 2_000,
    inputs: fc.record({
      source_id: ids,
      resource: ids,
      action: fc.constantFrom("read", "write"),
      credential: fc.record({
        expires_at: fc.constantFrom(
          "2026-11-25T17:45:00Z",
          "2026-11-25T17:29:59Z",
          "2026-11-25T18:31:00+01:00",
          "never",
        ),
      }),
    }),
    times: fc.constant(BigInt(now.getTime()) * 1_000_000n),
    data: fc.record({
      permissions: fc.dictionary(ids, fc.dictionary(ids, fc.subarray(["read", "write"])), {
        noNullPrototype: true,
      }),
    }),
  });
});
