import { envoyResponsePolicy, type HttpInput } from "@bylaw/dsl/envoy";
import { t } from "@bylaw/dsl/schema";

const shop = "spiffe://shop.example/ns/web/sa/shop";
const order = t.object({ quantity: t.number });

const isShop = (input: HttpInput) => input.attributes.source.principal === shop;
const ofOrders = (input: HttpInput) => input.parsed_path[0] === "orders";

/** Who may do what with orders. */
export default envoyResponsePolicy({
  package: "shop.orders",
  allow: {
    "the shop reads orders": (input) =>
      isShop(input) && ofOrders(input) && input.attributes.request.http.method === "GET",
    "the shop places small orders": (input) =>
      isShop(input) &&
      ofOrders(input) &&
      input.attributes.request.http.method === "POST" &&
      order.is(input.parsed_body) &&
      input.parsed_body.quantity <= 10,
  },
  response: {
    allowed: {
      headers: { "x-decided-by": "policy" },
      request_headers_to_remove: ["x-internal"],
      response_headers_to_add: { "x-policy": "shop.orders" },
    },
    denied: { http_status: 403, headers: { "x-reason": "policy" }, body: "not allowed" },
  },
});
