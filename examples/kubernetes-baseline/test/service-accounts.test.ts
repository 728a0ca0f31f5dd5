import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/service-accounts.ts";
import { objectReview } from "./reviews.ts";

const role = "arn:aws:iam::123456789012:role/shop-orders";
const account = (parts: {
  readonly role?: string;
  readonly name?: string;
  readonly automount?: boolean;
}) => ({
  review: objectReview("v1/ServiceAccount", {
    metadata: {
      name: parts.name ?? "orders",
      annotations: {
        team: "shop",
        ...(parts.role !== undefined && { "eks.amazonaws.com/role-arn": parts.role }),
      },
    },
    ...(parts.automount !== undefined && { automountServiceAccountToken: parts.automount }),
  }),
  parameters: { roles: { shop: "arn:aws:iam::123456789012:role/shop-" } },
});

it.each([{}, { role }, { role, automount: true }, { name: "default", automount: false }])(
  "accepts %j",
  (parts) => expect(policy).toAllow(account(parts)),
);

it("accepts one without annotations", () =>
  expect(policy).toAllow({ ...account({}), review: objectReview("v1/ServiceAccount", {}) }));

it.each([
  "shop-orders",
  "arn:aws:iam::123456789012:user/shop-orders",
  "arn:aws:iam::12345:role/shop-orders",
  "arn:aws:iam::123456789012:role/",
  "arn:aws:iam::123456789012:role/shop-*",
  " arn:aws:iam::123456789012:role/shop-orders",
])("%j names no role", (given) =>
  expect(policy).toDeny(account({ role: given }), { by: "a role is one of AWS" }),
);

it("takes on no role of another namespace", async () => {
  const by = "a role is one of the namespace's";
  await expect(policy).toDeny(account({ role: "arn:aws:iam::123456789012:role/billing-invoices" }), { by });
  await expect(policy).toDeny(account({ role: "arn:aws:iam::210987654321:role/shop-orders" }), { by });
  await expect(policy).toDeny(account({ role: `arn:aws:iam::210987654321:role/${role}` }), { by });
  await expect(policy).toDeny({ ...account({ role }), parameters: { roles: {} } }, { by });
});

it.each([{ automount: true }, {}, { automount: false, role }])(
  "the default one is nobody: not with %j",
  (parts) =>
    expect(policy).toDeny(account({ ...parts, name: "default" }), {
      by: "the default service account is nobody",
    }),
);

it("decides alike on all engines", () => agreement(policy, { runs: 600 }));
