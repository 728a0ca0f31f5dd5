// Source: Go's crypto/x509/parser.go (parsePublicKey) and x509.go (algorithms).
import { createPublicKey, ECDH, type KeyObject } from "node:crypto";
import { integer } from "../../values/number.ts";
import type { Value } from "../../values/value.ts";
import { BuiltinError } from "../builtin.ts";
import { Der, malformed, naturalOf, type Oid, rightAligned, tags } from "./der.ts";

export interface Algorithm {
  readonly oid: Oid;
  /** The parameters as they are; empty when there are none. */
  readonly parameters: Buffer;
}

export function readAlgorithm(der: Der): Algorithm {
  const oid = der.oid("algorithm");
  return { oid, parameters: der.empty ? Buffer.alloc(0) : der.element("algorithm parameters").raw };
}

/** Go's name of a curve's key → OpenSSL's; `bytes` of a coordinate. */
export interface Curve {
  readonly name: "P-224" | "P-256" | "P-384" | "P-521";
  readonly openssl: string;
  readonly bytes: number;
}

const curves: Readonly<Record<string, Curve>> = {
  "1.3.132.0.33": { name: "P-224", openssl: "secp224r1", bytes: 28 },
  "1.2.840.10045.3.1.7": { name: "P-256", openssl: "prime256v1", bytes: 32 },
  "1.3.132.0.34": { name: "P-384", openssl: "secp384r1", bytes: 48 },
  "1.3.132.0.35": { name: "P-521", openssl: "secp521r1", bytes: 66 },
};

export function curveOf(oid: Oid): Curve | undefined {
  return curves[oid.join(".")];
}

export const keyAlgorithms = {
  rsa: "1.2.840.113549.1.1.1",
  dsa: "1.2.840.10040.4.1",
  ecdsa: "1.2.840.10045.2.1",
  ed25519: "1.3.101.112",
  x25519: "1.3.101.110",
} as const;

export interface PublicKey {
  /** Go's number of the algorithm; 0 when it does not know it. */
  readonly algorithm: 0 | 1 | 2 | 3 | 4;
  /** As in JSON; null when Go does not know the algorithm. */
  readonly value: Value;
  /** For signatures; undefined where Go checks none. */
  readonly key: (() => KeyObject) | undefined;
  /** Of an ECDSA key. */
  readonly curve?: Curve;
}

const nothing: PublicKey = { algorithm: 0, value: null, key: undefined };

/** @param info the element `SubjectPublicKeyInfo` as a whole */
export function readPublicKey(info: Buffer): PublicKey {
  const der = new Der(info).read("public key", tags.sequence);
  const { oid, parameters } = readAlgorithm(der.read("public key algorithm", tags.sequence));
  const data = rightAligned(der.bits("public key"));
  const key = () => createPublicKey({ key: info, format: "der", type: "spki" });
  switch (oid.join(".")) {
    case keyAlgorithms.rsa:
      return { algorithm: 1, value: rsaValue(parameters, data), key };
    case keyAlgorithms.dsa:
      return { algorithm: 2, value: dsaValue(parameters, data), key: undefined };
    case keyAlgorithms.ecdsa:
      return { ...ecdsaKey(parameters, data), key };
    case keyAlgorithms.ed25519:
      if (parameters.length > 0 || data.length !== 32) malformed("Ed25519 public key");
      return { algorithm: 4, value: data.toString("base64"), key };
    default:
      return nothing;
  }
}

const nullElement = Buffer.from([tags.null, 0]);

function rsaValue(parameters: Buffer, data: Buffer): Value {
  if (!parameters.equals(nullElement)) malformed("RSA parameters");
  const der = new Der(data).read("RSA public key", tags.sequence);
  const [modulus, exponent] = [der.integer("RSA modulus"), der.int64("RSA exponent")];
  if (modulus <= 0n || exponent <= 0) malformed("RSA public key");
  return { N: integer(modulus), E: exponent };
}

function dsaValue(parameters: Buffer, data: Buffer): Value {
  const y = new Der(data).integer("DSA public key");
  const der = new Der(parameters).read("DSA parameters", tags.sequence);
  const [p, q, g] = ["P", "Q", "G"].map((name) => der.integer(`DSA parameter ${name}`));
  if (p === undefined || q === undefined || g === undefined) return malformed("DSA parameters");
  if ([y, p, q, g].some((number) => number <= 0n)) malformed("DSA parameters");
  return { P: integer(p), Q: integer(q), G: integer(g), Y: integer(y) };
}

function ecdsaKey(parameters: Buffer, data: Buffer): Omit<PublicKey, "key"> {
  const curve = curveOf(new Der(parameters).oid("ECDSA parameters"));
  if (curve === undefined) throw new BuiltinError("x509: unsupported elliptic curve");
  return { algorithm: 3, value: pointValue(data, curve), curve };
}

/** A point of a curve, not compressed, as in JSON. */
export function pointValue(point: Buffer, { openssl, bytes }: Curve): Readonly<Record<string, Value>> {
  if (point.length !== 1 + 2 * bytes || point[0] !== 4) malformed("ECDSA public key");
  try {
    // It takes no point that is not on the curve.
    ECDH.convertKey(point, openssl);
  } catch {
    malformed("ECDSA public key");
  }
  return {
    Curve: {},
    X: integer(naturalOf(point.subarray(1, 1 + bytes))),
    Y: integer(naturalOf(point.subarray(1 + bytes))),
  };
}
