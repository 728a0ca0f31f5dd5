import { createHmac } from "node:crypto";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";

export interface JsonWebTokenOptions {
  /** The shared secret that the policy verifies with. */
  readonly secret: string;
  readonly issuer: string;
  readonly audience: string;
  /** The time of the decisions, in seconds since 1970: `exp` and `nbf` lie around it. */
  readonly now: number;
  /** Further claims, such as roles. */
  readonly claims: fc.Arbitrary<Readonly<Record<string, Json>>>;
}

/**
 * Values of an `authorization` header with tokens signed by HS256: valid ones most often; else expired, not valid
 * yet, to the second, with another key, issuer or audience, `alg: none`, tampered with, or no token at all.
 */
export function jsonWebTokens(options: JsonWebTokenOptions): fc.Arbitrary<string> {
  const { secret, issuer, audience, now } = options;
  const valid = { iss: issuer, aud: audience, exp: now + 300, nbf: now - 300 };
  const token = options.claims.map((claims) =>
    signed({ alg: "HS256", typ: "JWT" }, { ...valid, ...claims }, secret),
  );
  const flawed = fc.tuple(options.claims, fc.constantFrom(...flaws)).map(([claims, flaw]) => {
    const { header, payload, key } = flaw(
      { header: { alg: "HS256" }, payload: { ...valid, ...claims }, key: secret },
      now,
    );
    return signed(header, payload, key);
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
  readonly key: string;
}

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
  (parts) => ({ ...parts, key: `${parts.key}x` }),
  (parts) => ({ ...parts, header: { alg: "none" } }),
  (parts) => ({ ...parts, header: { alg: "HS512" } }),
  (parts) => ({ ...parts, header: { alg: "HS256", crit: ["x"], x: 1 } }),
];

function signed(header: Parts["header"], payload: Parts["payload"], key: string): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac("sha256", key).update(text).digest("base64url")}`;
}
