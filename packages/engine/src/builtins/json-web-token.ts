// Source: OPA v1/topdown/tokens.go (builtinJWTDecodeVerify), RFC 7515, RFC 7519.
import { constants, createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from "node:crypto";
import type { Json } from "../values/json.ts";
import { parseJson } from "../values/json-text.ts";
import { type Builtin, BuiltinError, objectOperand, stringOperand } from "./builtin.ts";
import { binaryOf } from "./bytes.ts";
import { readCertificates } from "./x509/certificate.ts";
import { Der } from "./x509/der.ts";
import { nextBlock, type PemBlock } from "./x509/pem.ts";
import { readPublicKey } from "./x509/public-key.ts";

/** What `io.jwt.decode_verify` holds a token to. Exactly one of `secret` and `cert` is needed. */
export interface TokenConstraints {
  /** The shared secret of the HS algorithms. */
  readonly secret?: string;
  /** A JWK, a JWK set, certificates or public keys in PEM. */
  readonly cert?: string;
  readonly alg?: string;
  readonly iss?: string;
  readonly aud?: string;
}

type JsonRecord = Readonly<Record<string, Json>>;

export interface VerifiedToken {
  readonly header: JsonRecord;
  readonly payload: JsonRecord;
}

/**
 * Decodes a token and verifies its signature, `iss`, `aud`, `exp` and `nbf`.
 *
 * @param now the time to check `exp` and `nbf` against, in nanoseconds since 1970
 * @returns undefined when the token is not to be trusted, or is no token at all
 * @throws {BuiltinError} when the constraints themselves are unusable
 */
export function decodeVerify(
  token: string,
  constraints: TokenConstraints,
  now: bigint,
): VerifiedToken | undefined {
  const verifies = verifierOf(constraints);
  try {
    return verified(token, constraints, verifies, now);
  } catch (error) {
    if (error instanceof BuiltinError) return undefined;
    throw error;
  }
}

function verified(
  outerToken: string,
  constraints: TokenConstraints,
  verifies: Verifier,
  now: bigint,
): VerifiedToken | undefined {
  let token = outerToken;
  // A nested token is shorter than the one around it, so this ends.
  for (;;) {
    const parts = token.split(".");
    const [head = "", body = "", signature = ""] = parts;
    if (parts.length !== 3) throw new BuiltinError("encoded JWT must have 3 sections");
    const header = jsonObject(base64Url(head).toString("utf8"));
    if (Object.hasOwn(header, "enc")) throw new BuiltinError("JWT is a JWE object, which is not supported");
    const { alg, kid, cty } = checkedHeader(header);
    if (alg === "" || (constraints.alg !== undefined && constraints.alg !== "" && constraints.alg !== alg))
      return undefined;
    if (!verifies({ alg, kid, signed: Buffer.from(`${head}.${body}`), signature: base64Url(signature) }))
      return undefined;
    const text = base64Url(body).toString("utf8");
    if (cty.toLowerCase() === "jwt") {
      token = text;
      continue;
    }
    const payload = jsonObject(text);
    return claimsHold(payload, constraints, now) ? { header, payload } : undefined;
  }
}

function checkedHeader(header: JsonRecord): {
  readonly alg: string;
  readonly kid: string;
  readonly cty: string;
} {
  const text = (name: string) => {
    const value = Object.hasOwn(header, name) ? header[name] : "";
    if (typeof value !== "string") throw new BuiltinError(`${name}: must be a string`);
    return value;
  };
  text("typ");
  const checked = { alg: text("alg"), kid: text("kid"), cty: text("cty") };
  if (!Object.hasOwn(header, "crit")) return checked;
  const { crit } = header;
  if (!Array.isArray(crit) || crit.length === 0) throw new BuiltinError("crit: must be a nonempty list");
  const understood = new Set(["alg", "kid", "typ", "cty", "crit"]);
  const critical = crit.some(
    (name) => typeof name === "string" && !understood.has(name) && Object.hasOwn(header, name),
  );
  // RFC 7515, 4.1.11: a critical parameter that is not understood makes the token invalid.
  return critical ? { ...checked, alg: "" } : checked;
}

function claimsHold(payload: JsonRecord, constraints: TokenConstraints, now: bigint): boolean {
  const claim = (name: string) => (Object.hasOwn(payload, name) ? payload[name] : undefined);
  if (constraints.iss && claim("iss") !== constraints.iss) return false;
  if (!audienceHolds(claim("aud"), constraints.aud ?? "")) return false;
  const seconds = Number(now) / 1_000_000_000;
  const [exp, nbf] = [claim("exp"), claim("nbf")];
  if (exp !== undefined && seconds >= numeric("exp", exp)) return false;
  return nbf === undefined || seconds >= numeric("nbf", nbf);
}

function audienceHolds(aud: Json | undefined, wanted: string): boolean {
  if (aud === undefined) return wanted === "";
  return Array.isArray(aud) ? aud.includes(wanted) : aud === wanted;
}

function numeric(name: string, value: Json): number {
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  throw new BuiltinError(`${name} value must be a number`);
}

/** Decodes as Go's `base64.URLEncoding` does, with or without padding. */
export function base64Url(text: string): Buffer {
  const missing = text.endsWith("=") ? 0 : [0, undefined, 2, 1][text.length % 4];
  if (missing === undefined) throw new BuiltinError("illegal base64url string");
  // Go's decoder leaves out line ends.
  const padded = (text + "=".repeat(missing)).replace(/[\r\n]/g, "");
  if (padded.length % 4 !== 0 || !/^[A-Za-z0-9_-]*={0,2}$/.test(padded))
    throw new BuiltinError("illegal base64url string");
  return Buffer.from(padded, "base64url");
}

export function jsonObject(text: string): JsonRecord {
  try {
    return objectOperand([parseJson(text)], 0);
  } catch (error) {
    throw error instanceof SyntaxError ? new BuiltinError("invalid JSON") : error;
  }
}

export interface SignedText {
  readonly alg: string;
  readonly kid: string;
  readonly signed: Buffer;
  readonly signature: Buffer;
}

export type Verifier = (text: SignedText) => boolean;

export function verifierOf({ secret, cert }: TokenConstraints): Verifier {
  if (secret && cert !== undefined) throw new BuiltinError("duplicate key constraints");
  if (secret) return (text) => hmacHolds(secret, text);
  if (cert === undefined) throw new BuiltinError("no key constraint");
  const keys = publicKeys(cert);
  return (text) => {
    const named = text.kid === "" ? undefined : keys.find((key) => key.kid === text.kid);
    if (named) return signatureHolds(named.key, text);
    return keys.some((key) => (key.alg === "" || key.alg === text.alg) && signatureHolds(key.key, text));
  };
}

function hmacHolds(secret: string, { alg, signed, signature }: SignedText): boolean {
  const bits = /^HS(256|384|512)$/.exec(alg)?.[1];
  if (!bits) return false;
  const expected = createHmac(`sha${bits}`, secret).update(signed).digest();
  return expected.length === signature.length && timingSafeEqual(expected, signature);
}

const curves: Readonly<Record<string, string>> = {
  ES256: "prime256v1",
  ES384: "secp384r1",
  ES512: "secp521r1",
};

function signatureHolds(key: KeyObject | undefined, { alg, signed, signature }: SignedText): boolean {
  if (key === undefined) return false;
  if (alg === "EdDSA") return key.asymmetricKeyType === "ed25519" && verify(null, signed, key, signature);
  const [, family, bits] = /^(RS|PS|ES)(256|384|512)$/.exec(alg) ?? [];
  if (!family) return false;
  const hash = `sha${bits}`;
  if (family === "ES") {
    if (key.asymmetricKeyDetails?.namedCurve !== curves[alg]) return false;
    return verify(hash, signed, { key, dsaEncoding: "ieee-p1363" }, signature);
  }
  if (key.asymmetricKeyType !== "rsa") return false;
  const padding =
    family === "RS"
      ? { padding: constants.RSA_PKCS1_PADDING }
      : { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verify(hash, signed, { key, ...padding }, signature);
}

interface PublicKey {
  /** Undefined for a key that verifies nothing, such as a private one. */
  readonly key: KeyObject | undefined;
  readonly kid: string;
  readonly alg: string;
}

/** Few keys verify all tokens of a policy, and to read one takes longer than to verify with it. */
const kept = new Map<string, readonly PublicKey[]>();
const maxKept = 20;
const maxKeptLength = 64 * 1024;

function publicKeys(text: string): readonly PublicKey[] {
  const known = kept.get(text);
  if (known !== undefined) return known;
  const keys = readPublicKeys(text);
  if (kept.size >= maxKept) kept.clear();
  if (text.length <= maxKeptLength) kept.set(text, keys);
  return keys;
}

function readPublicKeys(text: string): readonly PublicKey[] {
  const found = nextBlock(binaryOf(text));
  if (found === undefined) return webKeys(text);
  if (found.rest !== "") throw new BuiltinError("extra data after a PEM certificate block");
  return [{ key: keyOfBlock(found.block)?.(), kid: "", alg: "" }];
}

function keyOfBlock({ type, bytes }: PemBlock): (() => KeyObject) | undefined {
  if (type === "CERTIFICATE") {
    const [certificate, ...more] = readCertificates(bytes);
    if (certificate === undefined || more.length > 0) throw new BuiltinError("x509: trailing data");
    return certificate.publicKey.key;
  }
  if (type !== "PUBLIC KEY") throw new BuiltinError("failed to extract a Key from the PEM certificate");
  const { algorithm, key } = readPublicKey(wholeElement(bytes));
  if (algorithm === 0) throw new BuiltinError("x509: unknown public key algorithm");
  return key;
}

/** The element, behind which nothing may stand. */
function wholeElement(bytes: Buffer): Buffer {
  const der = new Der(bytes);
  const { raw } = der.element("public key");
  if (!der.empty) throw new BuiltinError("x509: trailing data after ASN.1 of public-key");
  return raw;
}

function webKeys(text: string): readonly PublicKey[] {
  const set = jsonObject(text);
  const keys = Array.isArray(set.keys) ? set.keys : [set];
  return keys.flatMap((jwk) => {
    const { kid, alg } = objectOperand([jwk], 0);
    const key = webKey(objectOperand([jwk], 0));
    // A key for something else is passed over.
    if (typeof alg === "string" && alg !== "" && !algorithms.test(alg)) return [];
    const named = { kid: typeof kid === "string" ? kid : "", alg: typeof alg === "string" ? alg : "" };
    return [{ key, ...named }];
  });
}

/** Algorithms that tokens are verified with. */
export const algorithms = /^(?:RS|PS|ES|HS)(?:256|384|512)$|^EdDSA$/;

function webKey(jwk: JsonRecord): KeyObject | undefined {
  try {
    const key = createPublicKey({ key: jwk as Record<string, string>, format: "jwk" });
    return Object.hasOwn(jwk, "d") ? undefined : key;
  } catch {
    // A shared secret is a key, but none that verifies.
    if (jwk.kty === "oct" && typeof jwk.k === "string") return undefined;
    throw new BuiltinError("failed to parse a JWK key (set)");
  }
}

const constraintNames = ["secret", "cert", "alg", "iss", "aud"] as const;

/**
 * `io.jwt.decode_verify(token, constraints)` at any time that the constraints do not give. What does not depend on the
 * time is verified once.
 */
export function decodeVerifyOf(args: readonly Json[]): (now: bigint) => Json {
  const given = objectOperand(args, 1);
  const constraints: { -readonly [Name in keyof TokenConstraints]: TokenConstraints[Name] } = {};
  let clock: bigint | undefined;
  for (const [name, value] of Object.entries(given)) {
    const known = constraintNames.find((constraint) => constraint === name);
    if (known !== undefined && typeof value === "string") constraints[known] = value;
    else if (name === "time" && (typeof value === "number" || typeof value === "bigint"))
      clock = typeof value === "number" ? BigInt(Math.trunc(value)) : value;
    else throw new BuiltinError(`unknown token validation constraint: ${name}`);
  }
  const token = stringOperand(args, 0);
  const verifies = verifyingOnce(verifierOf(constraints));
  return (now) => {
    const result = verified(token, constraints, verifies, clock ?? now);
    return result ? [true, result.header, result.payload] : [false, {}, {}];
  };
}

function verifyingOnce(verifies: Verifier): Verifier {
  const known = new Map<string, boolean>();
  return (text) => {
    const key = text.signed.toString("latin1");
    const holds = known.get(key) ?? verifies(text);
    known.set(key, holds);
    return holds;
  };
}

export const jsonWebTokenBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["io.jwt.decode_verify", (args, { now }) => decodeVerifyOf(args)(now)],
]);
