import { envoyPolicy } from "@bylaw/dsl/envoy";

/** Who may take payments: the orders API, and nobody else in the mesh. */
export default envoyPolicy({
  package: "istio.payments",
  allow: {
    /** By parts of the path, so that no dots and no encoding lead out of it. */
    "the orders API may take payments": ({ attributes, parsed_path }) =>
      attributes.source.principal === "spiffe://cluster.local/ns/orders/sa/orders-api" &&
      attributes.request.http.method === "POST" &&
      parsed_path[0] === "v1" &&
      parsed_path[1] === "payments" &&
      parsed_path.length > 2,
  },
  deny: {
    "no way out of the path": ({ parsed_path }) => parsed_path.some((part) => [".", "..", ""].includes(part)),
  },
});
