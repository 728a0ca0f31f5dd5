// Source: Go's crypto/x509 (pkcs1.go, pkcs8.go, sec1.go) and the checks of crypto/rsa.
import { createECDH, createPrivateKey, createPublicKey } from "node:crypto";
import { integer } from "../../values/number.ts";
import type { Value } from "../../values/value.ts";
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { contextAround, Der, malformed, naturalOf, type Oid, tags } from "./der.ts";
import { type Curve, curveOf, keyAlgorithms, pointValue, readAlgorithm } from "./public-key.ts";

interface RsaKey {
  readonly kind: "rsa";
  readonly n: bigint;
  readonly e: number;
  readonly d: bigint;
  readonly p: bigint;
  readonly q: bigint;
  readonly dp: bigint;
  readonly dq: bigint;
  readonly qi: bigint;
}

interface EcdsaKey {
  readonly kind: "ecdsa";
  readonly curve: Curve;
  /** As long as a coordinate. */
  readonly secret: Buffer;
  /** Not compressed. */
  readonly point: Buffer;
}

interface OctetKey {
  readonly kind: "Ed25519" | "X25519";
  readonly seed: Buffer;
  readonly publicKey: Buffer;
}

export type PrivateKey = RsaKey | EcdsaKey | OctetKey;

// Beyond it, arithmetic would only cost time.
const maxRsaBytes = 2048;
const maxInverseBits = 4096;

function bitLength(number: bigint): number {
  return number.toString(2).length;
}

/** @param der `RSAPrivateKey` of PKCS #1 */
export function readPkcs1(bytes: Buffer): PrivateKey {
  const outer = new Der(bytes);
  const der = outer.read("RSA private key", tags.sequence);
  if (!outer.empty) malformed("RSA private key");
  const version = der.int64("RSA private key");
  if (bytes.length > 5 * maxRsaBytes) throw new UnsupportedCall("a key of this size");
  const [n, e] = [der.integer("RSA modulus"), der.int64("RSA exponent")];
  const [d = 0n, p = 0n, q = 0n] = [0, 1, 2].map(() => der.integer("RSA private key"));
  const optional = () => (der.peeks(tags.integer) ? der.integer("RSA private key") : undefined);
  const given = [optional(), optional(), optional()];
  if (version > 1) throw new BuiltinError("x509: unsupported private key version");
  if (der.peeks(tags.sequence)) throw new UnsupportedCall("an RSA key of more than two primes");
  if ([n, d, p, q, ...given].some((number) => number !== undefined && number <= 0n))
    malformed("RSA private key");
  const [dp, dq, qi] = precomputed(given, d, p, q);
  const key: RsaKey = { kind: "rsa", n, e: Number(e), d, p, q, dp, dq, qi };
  if (!isConsistent(key)) throw new BuiltinError("crypto/rsa: the key is not consistent");
  return key;
}

type Precomputed = readonly [dp: bigint, dq: bigint, qi: bigint];

/** Where one of the values is missing, Go computes all of them. */
function precomputed(
  [dp, dq, qi]: readonly (bigint | undefined)[],
  d: bigint,
  p: bigint,
  q: bigint,
): Precomputed {
  if (dp !== undefined && dq !== undefined && qi !== undefined) return [dp, dq, qi];
  if (p <= 1n || q <= 1n) return malformed("RSA private key");
  if (bitLength(p) > maxInverseBits) throw new UnsupportedCall("a key of this size");
  return [d % (p - 1n), d % (q - 1n), power(q, p - 2n, p)];
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** As Go checks a key, in which primes may well be none. */
function isConsistent({ n, e, d, p, q, dp, dq, qi }: RsaKey): boolean {
  const odd = (number: bigint) => number % 2n === 1n;
  if (!odd(n) || !odd(p) || !odd(q) || p === 1n || q === 1n) return false;
  if (e < 2 || e % 2 === 0 || e > 2 ** 31 - 1) return false;
  if (d >= n || p >= n || q >= n || (p * q) % n !== 0n) return false;
  const exponents = [
    [p - 1n, dp],
    [q - 1n, dq],
  ] as const;
  for (const [modulus, exponent] of exponents)
    if (exponent >= modulus || (BigInt(e) * exponent) % modulus !== 1n || d % modulus !== exponent)
      return false;
  if (qi >= p || (q * qi) % p !== 1n || p === q) return false;
  const half = Math.floor(bitLength(n) / 2);
  const apart = bitLength(p > q ? p - q : q - p);
  return apart > half - 100 && bitLength(d) > half;
}

/** @param der `PrivateKeyInfo` of PKCS #8 */
export function readPkcs8(bytes: Buffer): PrivateKey {
  const der = new Der(bytes).read("private key", tags.sequence);
  der.int64("private key");
  const { oid, parameters } = readAlgorithm(der.read("private key algorithm", tags.sequence));
  const secret = der.octets("private key");
  switch (oid.join(".")) {
    case keyAlgorithms.rsa:
      return readPkcs1(secret);
    case keyAlgorithms.ecdsa:
      return readSec1(secret, namedCurve(parameters));
    case keyAlgorithms.ed25519:
      return octetKey("Ed25519", parameters, secret);
    case keyAlgorithms.x25519:
      return octetKey("X25519", parameters, secret);
    default:
      throw new BuiltinError("x509: private key with unknown algorithm");
  }
}

function namedCurve(parameters: Buffer): Oid | undefined {
  try {
    return new Der(parameters).oid("curve");
  } catch (error) {
    if (error instanceof BuiltinError) return undefined;
    throw error;
  }
}

/** @param curveOid of the container, which counts before the key's own */
export function readSec1(bytes: Buffer, curveOid?: Oid): PrivateKey {
  const der = new Der(bytes).read("EC private key", tags.sequence);
  if (der.int64("EC private key") !== 1) throw new BuiltinError("x509: unknown EC private key version");
  const given = der.octets("EC private key");
  const own = der.optional("curve", contextAround(0))?.oid("curve");
  der.optional("EC public key", contextAround(1))?.bits("EC public key");
  const curve = curveOf(curveOid ?? own ?? []);
  if (curve === undefined) throw new BuiltinError("x509: unknown elliptic curve");
  const extra = Math.max(given.length - curve.bytes, 0);
  if (given.subarray(0, extra).some((byte) => byte !== 0)) malformed("EC private key");
  const secret = Buffer.alloc(curve.bytes);
  given.subarray(extra).copy(secret, curve.bytes - (given.length - extra));
  try {
    const ecdh = createECDH(curve.openssl);
    ecdh.setPrivateKey(secret);
    return { kind: "ecdsa", curve, secret, point: ecdh.getPublicKey() };
  } catch {
    return malformed("EC private key");
  }
}

const containers = {
  Ed25519: Buffer.from("302e020100300506032b657004220420", "hex"),
  X25519: Buffer.from("302e020100300506032b656e04220420", "hex"),
} as const;

function octetKey(kind: OctetKey["kind"], parameters: Buffer, secret: Buffer): PrivateKey {
  if (parameters.length > 0) malformed(`${kind} private key`);
  const seed = new Der(secret).octets(`${kind} private key`);
  if (seed.length !== 32) malformed(`${kind} private key`);
  const key = createPrivateKey({
    key: Buffer.concat([containers[kind], seed]),
    format: "der",
    type: "pkcs8",
  });
  const { x } = createPublicKey(key).export({ format: "jwk" });
  return { kind, seed, publicKey: Buffer.from(String(x), "base64url") };
}

/** A key as Go's type for it is in JSON. */
export function privateKeyValue(key: PrivateKey): Value {
  switch (key.kind) {
    case "rsa":
      return {
        N: integer(key.n),
        E: key.e,
        D: integer(key.d),
        Primes: [integer(key.p), integer(key.q)],
        Precomputed: {
          Dp: integer(key.dp),
          Dq: integer(key.dq),
          Qinv: integer(key.qi),
          CRTValues: [],
        },
      };
    case "ecdsa":
      return { ...pointValue(key.point, key.curve), D: integer(naturalOf(key.secret)) };
    case "Ed25519":
      return Buffer.concat([key.seed, key.publicKey]).toString("base64");
    case "X25519":
      // Nothing of it shows.
      return {};
  }
}

/** A key as a JSON Web Key. */
export function jsonWebKey(key: PrivateKey): Value {
  switch (key.kind) {
    case "rsa": {
      const { n, d, p, q, dp, dq, qi } = key;
      const numbers = { n, e: BigInt(key.e), d, p, q, dp, dq, qi };
      const texts = Object.entries(numbers).map(([name, number]) => [name, numberText(number)] as const);
      return { kty: "RSA", ...Object.fromEntries(texts) };
    }
    case "ecdsa": {
      const { bytes, name } = key.curve;
      if (name === "P-224") throw new BuiltinError("jwk: no algorithm for this curve");
      const [x, y] = [key.point.subarray(1, 1 + bytes), key.point.subarray(1 + bytes)];
      const [xText, yText, d] = [x, y, key.secret].map((part) => part.toString("base64url"));
      return { kty: "EC", crv: name, x: xText ?? "", y: yText ?? "", d: d ?? "" };
    }
    case "Ed25519":
    case "X25519":
      return {
        kty: "OKP",
        crv: key.kind,
        x: key.publicKey.toString("base64url"),
        d: key.seed.toString("base64url"),
      };
  }
}

function numberText(number: bigint): string {
  const digits = number.toString(16);
  return Buffer.from(digits.padStart(digits.length + (digits.length % 2), "0"), "hex").toString("base64url");
}
