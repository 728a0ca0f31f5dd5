import { envoyPolicy } from "@bylaw/dsl/envoy";

const till = "spiffe://shop.example/ns/front/sa/till";

export default envoyPolicy({
  package: "shop.authz",
  allow: {
    "anyone may look": (input) => input.attributes.request.http.method === "GET",
    "the till may order": (input) =>
      input.attributes.source.principal === till && input.attributes.request.http.method === "POST",
  },
});
