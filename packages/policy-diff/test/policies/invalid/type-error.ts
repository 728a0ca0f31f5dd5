import { envoyPolicy } from "@bylaw/dsl/envoy";

export default envoyPolicy({
  package: "shop.authz",
  allow: {
    "anyone may look": (input) => input.attributes.request.http.method === 7,
  },
});
