import { bearerToken, verifyJwt } from "@bylaw/dsl/jwt";
import { policy } from "@bylaw/dsl/policy";
import { type Static, t } from "@bylaw/dsl/schema";

const input = t.object({
  request: t.object({ method: t.string, path: t.string, headers: t.map(t.string) }),
  resource: t.object({ tenant_id: t.string }),
});

/** What the token of the caller says, once signature, issuer, audience, expiry and beginning are right. */
const caller = ({ request }: Static<typeof input>) =>
  verifyJwt(bearerToken(request.headers.authorization), {
    jwks: '{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","kid":"2026-11","x":"DSnZIYC8RI6A4hxBhLxVOnL4MrhQen_tQkJydZISBxY","y":"ZP3Wf1nAn6jF-vv4E8_YI0cK04XrwTiLAmhstjNWxK8"}]}',
    algorithm: "ES256",
    issuer: "https://id.example.org",
    audience: "orders",
    claims: t.object({
      sub: t.string,
      exp: t.number,
      tenant_id: t.string,
      permissions: t.array(t.string),
      roles: t.opt(t.array(t.string)),
    }),
  });

/** The orders API again, for whoever does not verify tokens: the policy does. */
export default policy({
  package: "authz.tokens",
  input,
  allow: {
    "members read the orders of their tenant": (given) =>
      ["GET", "HEAD"].includes(given.request.method) &&
      (caller(given)?.permissions.includes("orders:read") ?? false) &&
      caller(given)?.tenant_id === given.resource.tenant_id,
    "administrators reach every tenant": (given) => caller(given)?.roles?.includes("admin") ?? false,
  },
});
