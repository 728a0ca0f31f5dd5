import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import type { Json } from "@bylaw/engine";
import { decodeVerify } from "@bylaw/engine/builtins";
import { describe, expect, it } from "vitest";
import { expectAgreement, now } from "./agree-with-opa.ts";

const seconds = Number(now / 1_000_000_000n);
const encode = (value: unknown) =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const ec384 = generateKeyPairSync("ec", { namedCurve: "P-384" });
const ed = generateKeyPairSync("ed25519");
const jwk = (key: KeyObject, more: object = {}) => ({ ...key.export({ format: "jwk" }), ...more });
const jwks = JSON.stringify({
  keys: [
    jwk(rsa.publicKey, { kid: "rsa" }),
    jwk(ec.publicKey, { kid: "ec", alg: "ES256" }),
    jwk(ec384.publicKey, { kid: "ec384" }),
    jwk(ed.publicKey, { kid: "ed" }),
  ],
});
const pem = rsa.publicKey.export({ type: "spki", format: "pem" }).toString();

type Signer = (signed: Buffer) => Buffer;
const hmac =
  (secret: string, bits = 256): Signer =>
  (signed) =>
    createHmac(`sha${bits}`, secret).update(signed).digest();
const rs: Signer = (signed) => sign("sha256", signed, rsa.privateKey);
const ps: Signer = (signed) =>
  sign("sha256", signed, { key: rsa.privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
const es: Signer = (signed) => sign("sha256", signed, { key: ec.privateKey, dsaEncoding: "ieee-p1363" });
const es384: Signer = (signed) =>
  sign("sha384", signed, { key: ec384.privateKey, dsaEncoding: "ieee-p1363" });
const eddsa: Signer = (signed) => sign(null, signed, ed.privateKey);

function token(header: unknown, payload: unknown, signer: Signer): string {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${signer(Buffer.from(signed)).toString("base64url")}`;
}

const claims = { iss: "https://idp", aud: "shop", sub: "ana", exp: seconds + 60, nbf: seconds - 60 };
const good = token({ alg: "HS256", typ: "JWT" }, claims, hmac("secret"));
const shared = { secret: "secret", iss: "https://idp", aud: "shop" };
const keyed = { cert: jwks, iss: "https://idp", aud: "shop" };

const calls: readonly (readonly [string, Record<string, Json>])[] = [
  [good, shared],
  [good, { ...shared, secret: "other" }],
  [good, { ...shared, alg: "HS256" }],
  [good, { ...shared, alg: "HS512" }],
  [good, { ...shared, iss: "https://other" }],
  [good, { ...shared, aud: "other" }],
  [good, { secret: "secret" }],
  [good, { iss: "https://idp", aud: "shop" }],
  [good, { ...shared, cert: pem }],
  [good, { ...shared, unknown: "x" }],
  [good, { ...shared, time: 0 }],
  [good, keyed],
  [`${good}x`, shared],
  [`${good}=`, shared],
  [`${good}.`, shared],
  [good.split(".").slice(0, 2).join("."), shared],
  [`${good.split(".").slice(0, 2).join(".")}.`, shared],
  ["", shared],
  ["...", shared],
  ["a.b.c", shared],
  ...[seconds, seconds + 1, seconds - 1, seconds + 0.5, -1, 1e300].flatMap((at) => [
    [token({ alg: "HS256" }, { ...claims, exp: at }, hmac("secret")), shared] as const,
    [token({ alg: "HS256" }, { ...claims, nbf: at }, hmac("secret")), shared] as const,
  ]),
  ...[["shop"], ["a", "shop"], [], ["a"], 5, null, { shop: 1 }, [["shop"]]].map(
    (aud) => [token({ alg: "HS256" }, { ...claims, aud }, hmac("secret")), shared] as const,
  ),
  [token({ alg: "HS256" }, { iss: "https://idp" }, hmac("secret")), shared],
  [token({ alg: "HS256" }, { iss: "https://idp" }, hmac("secret")), { secret: "secret", iss: "https://idp" }],
  [token({ alg: "HS256" }, { ...claims, exp: "soon" }, hmac("secret")), shared],
  [token({ alg: "HS256" }, [claims], hmac("secret")), shared],
  [token({ alg: "HS256" }, "not json", hmac("secret")), shared],
  [token({ alg: "none" }, claims, () => Buffer.alloc(0)), shared],
  [token({ alg: "" }, claims, hmac("secret")), shared],
  [token({}, claims, hmac("secret")), shared],
  [token({ alg: 5 }, claims, hmac("secret")), shared],
  [token({ alg: "HS256", kid: 5 }, claims, hmac("secret")), shared],
  [token({ alg: "HS256", crit: ["b64"], b64: true }, claims, hmac("secret")), shared],
  [token({ alg: "HS256", crit: ["exp"] }, claims, hmac("secret")), shared],
  [token({ alg: "HS256", crit: [] }, claims, hmac("secret")), shared],
  [token({ alg: "HS256", enc: "A128GCM" }, claims, hmac("secret")), shared],
  [token({ alg: "HS256", cty: "JWT" }, good, hmac("secret")), shared],
  [token({ alg: "HS384" }, claims, hmac("secret", 384)), shared],
  [token({ alg: "HS512" }, claims, hmac("secret", 512)), shared],
  [token({ alg: "RS256" }, claims, rs), keyed],
  [token({ alg: "RS256" }, claims, rs), { ...keyed, cert: pem }],
  [token({ alg: "RS256", kid: "rsa" }, claims, rs), keyed],
  [token({ alg: "RS256", kid: "unknown" }, claims, rs), keyed],
  [token({ alg: "RS256", kid: "ec" }, claims, rs), keyed],
  [token({ alg: "HS256" }, claims, hmac(pem)), { ...keyed, cert: pem }],
  [token({ alg: "PS256" }, claims, ps), keyed],
  [token({ alg: "RS256" }, claims, ps), keyed],
  [token({ alg: "ES256" }, claims, es), keyed],
  [token({ alg: "ES384" }, claims, es384), keyed],
  [token({ alg: "ES256" }, claims, es384), keyed],
  [token({ alg: "EdDSA" }, claims, eddsa), keyed],
  [token({ alg: "EdDSA" }, claims, es), keyed],
  [token({ alg: "RS256" }, claims, rs), { ...keyed, cert: "no key" }],
  [token({ alg: "RS256" }, claims, rs), { ...keyed, cert: JSON.stringify({ keys: [] }) }],
];

describe("io.jwt.decode_verify", () => {
  it("gives what OPA gives", async () => {
    await expectAgreement("io.jwt.decode_verify", calls);
  });

  it("refuses an issuer that is no text, where OPA would crash", () => {
    expect(
      decodeVerify(token({ alg: "HS256" }, { ...claims, iss: 5 }, hmac("secret")), shared, now),
    ).toBeUndefined();
  });
});
