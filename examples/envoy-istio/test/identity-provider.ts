import { createPrivateKey, sign } from "node:crypto";
import { issuer } from "../policies/mesh.ts";

// The other half of the keys in policies/mesh.ts, so that tests can sign tokens. It protects nothing.
export const signingKey = {
  kty: "EC",
  crv: "P-256",
  x: "DSnZIYC8RI6A4hxBhLxVOnL4MrhQen_tQkJydZISBxY",
  y: "ZP3Wf1nAn6jF-vv4E8_YI0cK04XrwTiLAmhstjNWxK8",
  d: "CSCOYSxRmztGoUwnpAaWOp0ag_d0lzfOJ8I33-Hb3wI",
};
const privateKey = createPrivateKey({ format: "jwk", key: signingKey });

const standardClaims = { iss: issuer, aud: "backend", sub: "ada", exp: 4_102_444_800 };

/** An `authorization` header with a token of the identity provider; `claims` come on top of the standard ones. */
export function bearer(claims: object): string {
  const encoded = [
    { alg: "ES256", kid: "2026-11" },
    { ...standardClaims, ...claims },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const text = encoded.join(".");
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `Bearer ${text}.${signature.toString("base64url")}`;
}
