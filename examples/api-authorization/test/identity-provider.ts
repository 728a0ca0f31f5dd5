import { createPrivateKey, type JsonWebKey, sign } from "node:crypto";

// The other half of the key in policies/tokens.ts, so that tests can sign tokens. It protects nothing.
export const signingKey: JsonWebKey = {
  kty: "EC",
  crv: "P-256",
  x: "DSnZIYC8RI6A4hxBhLxVOnL4MrhQen_tQkJydZISBxY",
  y: "ZP3Wf1nAn6jF-vv4E8_YI0cK04XrwTiLAmhstjNWxK8",
  d: "CSCOYSxRmztGoUwnpAaWOp0ag_d0lzfOJ8I33-Hb3wI",
};
const privateKey = createPrivateKey({ format: "jwk", key: signingKey });

/** The time at which the tests decide. */
export const now = new Date("2026-11-25T17:30:00Z");

const seconds = now.getTime() / 1_000;
const standardClaims = {
  iss: "https://id.example.org",
  aud: "orders",
  sub: "ada",
  iat: seconds - 60,
  nbf: seconds - 60,
  exp: seconds + 600,
};

/** A token of the identity provider; `claims` come on top of the standard ones, `undefined` takes one away. */
export function signedToken(claims: object, header: object = { alg: "ES256", kid: "2026-11" }): string {
  const encoded = [header, { ...standardClaims, ...claims }].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const text = encoded.join(".");
  const signature = sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" });
  return `${text}.${signature.toString("base64url")}`;
}
