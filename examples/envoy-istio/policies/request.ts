import type { HttpInput } from "@bylaw/dsl/envoy";
import { bearerToken, verifyJwt } from "@bylaw/dsl/jwt";
import { t } from "@bylaw/dsl/schema";
import { issuer, publicKeys } from "./mesh.ts";

/** Whether the request only reads. */
export const reads = (input: HttpInput) => ["GET", "HEAD"].includes(input.attributes.request.http.method);

/** The claims of the caller's token, if it has one and the identity provider stands behind it. */
export const claims = (input: HttpInput) =>
  verifyJwt(bearerToken(input.attributes.request.http.headers.authorization), {
    jwks: publicKeys,
    algorithm: "ES256",
    issuer,
    audience: "backend",
    claims: t.object({ sub: t.string, roles: t.opt(t.array(t.string)) }),
  });
