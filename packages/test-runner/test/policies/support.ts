import { envoyPolicy } from "@bylaw/dsl/envoy";
import { bearerToken, verifyJwt } from "@bylaw/dsl/jwt";
import { t } from "@bylaw/dsl/schema";

/** A claim opens it, so that only a valid token reaches the rule. */
export default envoyPolicy({
  package: "support.desk",
  allow: {
    "support may read": (input) =>
      input.attributes.request.http.method === "GET" &&
      (verifyJwt(bearerToken(input.attributes.request.http.headers.authorization), {
        secret: "only for this test",
        issuer: "https://id.example",
        audience: "desk",
        claims: t.object({ roles: t.opt(t.array(t.string)) }),
      })?.roles?.includes("support") ??
        false),
  },
});
