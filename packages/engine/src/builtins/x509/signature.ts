// Source: Go's crypto/x509/x509.go (getSignatureAlgorithmFromAI, checkSignature).
import { constants, verify } from "node:crypto";
import { BuiltinError } from "../builtin.ts";
import { contextAround, Der, isOid, tags } from "./der.ts";
import { type Algorithm, type PublicKey, readAlgorithm } from "./public-key.ts";

/** Go's numbers of the algorithms; 0 is one that it does not know. */
const algorithms: Readonly<Record<string, number>> = {
  "1.2.840.113549.1.1.4": 2,
  "1.2.840.113549.1.1.5": 3,
  "1.3.14.3.2.29": 3,
  "1.2.840.113549.1.1.11": 4,
  "1.2.840.113549.1.1.12": 5,
  "1.2.840.113549.1.1.13": 6,
  "1.2.840.10040.4.3": 7,
  "2.16.840.1.101.3.4.3.2": 8,
  "1.2.840.10045.4.1": 9,
  "1.2.840.10045.4.3.2": 10,
  "1.2.840.10045.4.3.3": 11,
  "1.2.840.10045.4.3.4": 12,
};
const rsaPss = "1.2.840.113549.1.1.10";
const ed25519 = "1.3.101.112";

export function signatureAlgorithm(algorithm: Algorithm): number {
  const { oid, parameters } = algorithm;
  if (isOid(oid, ed25519)) return parameters.length === 0 ? 16 : 0;
  if (isOid(oid, rsaPss)) return pssAlgorithm(parameters);
  return algorithms[oid.join(".")] ?? 0;
}

const hashes: Readonly<Record<string, { readonly algorithm: number; readonly salt: bigint }>> = {
  "2.16.840.1.101.3.4.2.1": { algorithm: 13, salt: 32n },
  "2.16.840.1.101.3.4.2.2": { algorithm: 14, salt: 48n },
  "2.16.840.1.101.3.4.2.3": { algorithm: 15, salt: 64n },
};
const mgf1 = "1.2.840.113549.1.1.8";

/** Only those are known in which both hashes are one, and the salt is as long as it. */
function pssAlgorithm(parameters: Buffer): number {
  try {
    const der = new Der(parameters).read("PSS parameters", tags.sequence);
    const explicit = (number: number) => der.read("PSS parameters", contextAround(number));
    const hash = readAlgorithm(explicit(0).read("hash", tags.sequence));
    const mask = readAlgorithm(explicit(1).read("mask", tags.sequence));
    const maskHash = readAlgorithm(new Der(mask.parameters).read("mask hash", tags.sequence));
    const salt = explicit(2).integer("salt length");
    const trailer = der.peeks(contextAround(3)) ? explicit(3).integer("trailer") : 1n;
    const plain = [hash, maskHash].every(
      (found) => found.parameters.length === 0 || found.parameters.equals(Buffer.from([tags.null, 0])),
    );
    const known = hashes[hash.oid.join(".")];
    const one = hash.oid.join(".") === maskHash.oid.join(".");
    return plain && one && isOid(mask.oid, mgf1) && trailer === 1n && known?.salt === salt
      ? known.algorithm
      : 0;
  } catch (error) {
    if (error instanceof BuiltinError) return 0;
    throw error;
  }
}

/** What a signature of an algorithm needs: Go's number of the key's algorithm, and the hash. */
const checks: Readonly<Record<number, { readonly key: number; readonly hash: string | null }>> = {
  4: { key: 1, hash: "sha256" },
  5: { key: 1, hash: "sha384" },
  6: { key: 1, hash: "sha512" },
  10: { key: 3, hash: "sha256" },
  11: { key: 3, hash: "sha384" },
  12: { key: 3, hash: "sha512" },
  13: { key: 1, hash: "sha256" },
  14: { key: 1, hash: "sha384" },
  15: { key: 1, hash: "sha512" },
  16: { key: 4, hash: null },
};

/** Whether a key made a signature, by an algorithm that Go accepts for certificates: nothing with MD5 or SHA-1. */
export function signatureHolds(
  algorithm: number,
  signed: Buffer,
  signature: Buffer,
  publicKey: PublicKey,
): boolean {
  const check = checks[algorithm];
  if (check === undefined || publicKey.key === undefined || check.key !== publicKey.algorithm) return false;
  try {
    const key = publicKey.key();
    if (check.key !== 1) return verify(check.hash, signed, key, signature);
    if (smallRsa(key.asymmetricKeyDetails?.modulusLength)) return false;
    const padding =
      algorithm >= 13
        ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
        : { padding: constants.RSA_PKCS1_PADDING };
    return verify(check.hash, signed, { key, ...padding }, signature);
  } catch {
    return false;
  }
}

/** Go takes no RSA keys under 1024 bits. */
function smallRsa(bits: number | undefined): boolean {
  return bits === undefined || bits < 1024;
}
