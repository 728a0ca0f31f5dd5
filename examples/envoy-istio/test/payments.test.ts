import { agreement } from "@bylaw/test-runner";
import { expect, it } from "vitest";
import policy from "../policies/payments.ts";
import { request } from "./requests.ts";

const orders = "spiffe://cluster.local/ns/orders/sa/orders-api";
const payment = (parts: object = {}) =>
  request({ principal: orders, method: "POST", path: "/v1/payments/42", ...parts });

it.each(["/v1/payments/42", "/v1/payments/42/refund", "/v1/payments/42?dry=1"])(
  "the orders API may post to %s",
  (path) => expect(policy).toAllow(payment({ path }), { by: "the orders API may take payments" }),
);

it.each([
  ["another workload", { principal: "spiffe://cluster.local/ns/orders/sa/default" }],
  ["another namespace", { principal: "spiffe://cluster.local/ns/payments/sa/orders-api" }],
  [
    "another workload, by its path",
    { principal: "spiffe://cluster.local/ns/web/sa/shop", path: "/v1/payments/42/refund" },
  ],
  ["nobody", { principal: "" }],
  ["another method", { method: "GET" }],
  ["the collection itself", { path: "/v1/payments" }],
  ["the collection, with a slash", { path: "/v1/payments/" }],
  ["another path", { path: "/v1/refunds/42" }],
  ["a path that begins alike", { path: "/v1/payments-internal/42" }],
])("not %s", (_, parts) => expect(policy).toDeny(payment(parts)));

it.each(["/v1/payments/../admin", "/v1/payments/%2e%2e/admin", "/v1/payments/./42", "/v1/payments//42"])(
  "not out of the path: %s",
  (path) => expect(policy).toDeny(payment({ path }), { by: "no way out of the path" }),
);

it("decides alike on all engines", () => agreement(policy, { runs: 2_000 }));
