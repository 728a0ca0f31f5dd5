import { envoyPolicy } from "@bylaw/dsl/envoy";

const frontend = "spiffe://example.org/ns/default/sa/frontend-sa/frontend";

/** Who may call the API behind the mesh. */
export default envoyPolicy({
  package: "istio.authz",
  allow: {
    /** The frontend, on its one path, with the header that the gateway adds. */
    "frontend may call the secure API": (input) =>
      input.attributes.source.principal === frontend &&
      input.attributes.request.http.path === "/api/secure" &&
      input.attributes.request.http.headers["x-custom-auth"] === "secure-token-2026",
  },
});
