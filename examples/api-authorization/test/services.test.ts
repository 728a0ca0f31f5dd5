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
const call = (parts: object = {}) => ({
  source_id: payments,
  resource: ledger,
  action: "write",
  credential: { expired: false },
  ...parts,
});

it("allows what the document permits", () =>
  expect(policy).toAllow(call(), { by: "permitted between services of one environment", data }));

it.each([
  ["another action", { action: "delete" }],
  ["another environment", { resource: id("staging", "ledger") }],
  ["another trust domain", { source_id: "spiffe://other.com/ns/prod/sa/payments" }],
  ["a path with one part more", { source_id: `${payments}/debug` }],
  ["a service that is not known", { source_id: id("prod", "ns") }],
])("not with %s", (_, parts) => expect(policy).toDeny(call(parts), { data }));

it("an expired credential is worth nothing", () =>
  expect(policy).toDeny(call({ credential: { expired: true } }), { by: "the credential has expired", data }));

it("decides alike on all engines", () => {
  const ids = fc.constantFrom(payments, ledger, id("staging", "ledger"), "spiffe://company.com/ns/prod", "");
  return agreement(policy, {
    runs: 2_000,
    inputs: fc.record({
      source_id: ids,
      resource: ids,
      action: fc.constantFrom("read", "write"),
      credential: fc.record({ expired: fc.boolean() }),
    }),
    data: fc.record({
      permissions: fc.dictionary(ids, fc.dictionary(ids, fc.subarray(["read", "write"])), {
        noNullPrototype: true,
      }),
    }),
  });
});
