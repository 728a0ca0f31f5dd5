import { createHmac, createPrivateKey, type JsonWebKey, sign } from "node:crypto";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";

export interface JsonWebTokenOptions {
  /** The shared secret that the policy verifies with, or the private half of the key that it has. */
  readonly secret: string | SigningKey;
  readonly issuer: string;
  readonly audience: string;
  /** The time of the decisions, in seconds since 1970: `exp` and `nbf` lie around it. */
  readonly now: number;
  /** Further claims, such as roles. */
  readonly claims: fc.Arbitrary<Readonly<Record<string, Json>>>;
}

/** A private key whose public half a policy knows. */
export interface SigningKey {
  readonly algorithm: "ES256" | "RS256";
  readonly key: JsonWebKey;
  /** The name of the key in the policy's set; tokens name none when absent. */
  readonly kid?: string;
}

/**
 * Values of an `authorization` header with tokens signed by HS256, or with a private key: valid ones most often; else expired, not valid
 * yet, to the second, with another key, issuer or audience, an unknown key or algorithm, `alg: none`, tampered with,
 * or no token at all.
 */
export function jsonWebTokens(options: JsonWebTokenOptions): fc.Arbitrary<string> {
  const { secret, issuer, audience, now } = options;
  const header = headerOf(secret);
  const valid = { iss: issuer, aud: audience, exp: now + 300, nbf: now - 300 };
  const token = options.claims.map((claims) => signed(header, { ...valid, ...claims }, secret));
  const flawed = fc.tuple(options.claims, fc.constantFrom(...flaws)).map(([claims, flaw]) => {
    const parts = flaw({ header, payload: { ...valid, ...claims }, key: secret }, now);
    return signed(parts.header, parts.payload, parts.key);
  });
  const scheme = fc.constantFrom("Bearer ", "bearer ", "BEARER ", "Bearer  ", "Basic ", "Bearer");
  return fc.oneof(
    { weight: 5, arbitrary: token.map((text) => `Bearer ${text}`) },
    { weight: 3, arbitrary: flawed.map((text) => `Bearer ${text}`) },
    { weight: 1, arbitrary: fc.tuple(scheme, token).map(([start, text]) => start + text) },
    { weight: 1, arbitrary: token.map((text) => `Bearer ${text.slice(0, -2)}`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("", "Bearer", "Bearer ", "Bearer a.b.c", "Bearer ..", "Bearer x y"),
    },
  );
}

interface Parts {
  readonly header: Readonly<Record<string, Json>>;
  readonly payload: Readonly<Record<string, Json>>;
  readonly key: string | SigningKey;
}

const otherSecret = "another secret altogether";

const flaws: readonly ((parts: Parts, now: number) => Parts)[] = [
  (parts, now) => ({ ...parts, payload: { ...parts.payload, exp: now } }),
  (parts, now) => ({ ...parts, payload: { ...parts.payload, exp: now + 1 } }),
  (parts, now) => ({ ...parts, payload: { ...parts.payload, exp: now - 1 } }),
  (parts, now) => ({ ...parts, payload: { ...parts.payload, nbf: now } }),
  (parts, now) => ({ ...parts, payload: { ...parts.payload, nbf: now + 1 } }),
  (parts) => ({ ...parts, payload: { ...parts.payload, exp: "tomorrow" } }),
  (parts) => ({ ...parts, payload: { ...parts.payload, iss: "https://other.example" } }),
  (parts) => ({ ...parts, payload: { ...parts.payload, aud: "other" } }),
  (parts) => ({ ...parts, payload: { ...parts.payload, aud: [String(parts.payload.aud), "other"] } }),
  (parts) => ({ ...parts, payload: { ...parts.payload, aud: [] } }),
  (parts, now) => ({ ...parts, payload: { ...parts.payload, nbf: now - 1 } }),
  // The wrong key: for a public key, its text as a shared secret, which some verifiers fall for.
  (parts) => ({ ...parts, header: { ...parts.header, alg: "HS256" }, key: otherSecret }),
  (parts) => ({ ...parts, header: { ...parts.header, kid: "unknown" } }),
  (parts) => ({ ...parts, header: { alg: "none" } }),
  (parts) => ({ ...parts, header: { ...parts.header, alg: "HS512" } }),
  (parts) => ({ ...parts, header: { ...parts.header, alg: "XX999" } }),
  (parts) => ({ ...parts, header: { ...parts.header, crit: ["x"], x: 1 } }),
];

function headerOf(secret: string | SigningKey): Parts["header"] {
  if (typeof secret === "string") return { alg: "HS256", typ: "JWT" };
  const { algorithm: alg, kid } = secret;
  return { alg, typ: "JWT", ...(kid === undefined ? {} : { kid }) };
}

function signed(header: Parts["header"], payload: Parts["payload"], secret: string | SigningKey): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${signatureOf(text, secret).toString("base64url")}`;
}

function signatureOf(text: string, secret: string | SigningKey): Buffer {
  if (typeof secret === "string") return createHmac("sha256", secret).update(text).digest();
  const key = createPrivateKey({ format: "jwk", key: secret.key });
  return sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" });
}
