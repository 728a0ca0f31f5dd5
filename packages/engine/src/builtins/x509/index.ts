// Source: OPA v1/topdown/crypto.go: certificates, requests for them, and keys.
import { integer } from "../../values/number.ts";
import { equalValues } from "../../values/order.ts";
import { isArray, isSet, objectEntries, type Value } from "../../values/value.ts";
import {
  type BuiltinContext,
  BuiltinError,
  object,
  text,
  UnsupportedCall,
  type ValueBuiltin,
} from "../builtin.ts";
import { binaryOf } from "../bytes.ts";
import { base64Bytes } from "../encoding.ts";
import { type Certificate, certificateValue, extendedValue, readCertificates } from "./certificate.ts";
import { blocksOf, nextBlock, type PemBlock } from "./pem.ts";
import {
  jsonWebKey,
  type PrivateKey,
  privateKeyValue,
  readPkcs1,
  readPkcs8,
  readSec1,
} from "./private-key.ts";
import { pointValue } from "./public-key.ts";
import { requestValue } from "./request.ts";
import { type VerifyOptions, verifiedChain } from "./verify.ts";

type Args = readonly Value[];

const begin = "-----BEGIN";

/** Certificates in PEM, or in base64 of PEM or DER. */
function certificatesOf(given: string): readonly Certificate[] {
  const binary = given.startsWith(begin) ? binaryOf(given) : base64Bytes(given).toString("latin1");
  return readCertificates(
    binary.startsWith(begin) ? certificateBytes(binary) : Buffer.from(binary, "latin1"),
  );
}

function certificateBytes(pem: string): Buffer {
  return Buffer.concat(
    blocksOf(pem).map(({ type, bytes }) => {
      if (type !== "CERTIFICATE") throw new BuiltinError(`PEM block type is '${type}', expected CERTIFICATE`);
      return bytes;
    }),
  );
}

const noSpend = () => undefined;

/** Whether the certificates verify, and the chain. */
function verified(
  args: Args,
  optionsOf: () => VerifyOptions,
  shown: (certificate: Certificate) => Value,
  { spend = noSpend }: BuiltinContext,
): Value {
  const given = text(args, 0);
  let certificates: readonly Certificate[] | undefined;
  try {
    certificates = certificatesOf(given);
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
  if (certificates === undefined) return [false, []];
  const options = optionsOf();
  try {
    return [true, verifiedChain(certificates, options, spend).map(shown)];
  } catch (error) {
    if (isRefusal(error)) return [false, []];
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof BuiltinError && !(error instanceof UnsupportedCall);
}

/** Go's numbers of the usages that OPA takes. */
const usageNames: readonly string[] = [
  "KeyUsageAny",
  "KeyUsageServerAuth",
  "KeyUsageClientAuth",
  "KeyUsageCodeSigning",
  "KeyUsageEmailProtection",
  "KeyUsageIPSECEndSystem",
  "KeyUsageIPSECTunnel",
  "KeyUsageIPSECUser",
  "KeyUsageTimeStamping",
  "KeyUsageOCSPSigning",
  "KeyUsageMicrosoftServerGatedCrypto",
  "KeyUsageNetscapeServerGatedCrypto",
  "KeyUsageMicrosoftCommercialCodeSigning",
  "KeyUsageMicrosoftKernelCodeSigning",
];

const unquoted = (given: string) => given.replace(/^"+|"+$/g, "");

function verifyOptions(args: Args, now: bigint): VerifyOptions {
  const options = { dnsName: "", now, keyUsages: [] as readonly number[] };
  for (const [key, value] of objectEntries(object(args, 1))) {
    const name = typeof key === "string" ? key : undefined;
    switch (name) {
      case undefined:
        break;
      case "DNSName":
        if (typeof value !== "string") throw new BuiltinError("'DNSName' should be a string");
        options.dnsName = unquoted(value);
        break;
      case "CurrentTime":
        options.now = int64(value, name);
        break;
      case "MaxConstraintComparisons":
        // Go has stopped counting them.
        int64(value, name);
        break;
      case "KeyUsages":
        options.keyUsages = keyUsages(value);
        break;
      default:
        throw new BuiltinError("invalid key option");
    }
  }
  return options;
}

function int64(value: Value, name: string): bigint {
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw new BuiltinError(`'${name}' should be a valid int64 number`);
}

function keyUsages(value: Value): readonly number[] {
  if (!isArray(value) && !isSet(value)) throw new BuiltinError("'KeyUsages' should be an Array or Set");
  const names = (isArray(value) ? value : value.values()).filter((name) => typeof name === "string");
  const numbers = names.map((name) => usageNames.indexOf(unquoted(name)));
  if (numbers.includes(-1)) throw new BuiltinError("invalid entries for 'KeyUsages' found");
  return numbers;
}

function requestOf(given: string): Value {
  const pem = given.startsWith("-----BEGIN CERTIFICATE REQUEST-----");
  const binary = pem ? binaryOf(given) : base64Bytes(given).toString("latin1");
  const block = nextBlock(binary)?.block;
  if (block !== undefined && block.type !== "CERTIFICATE REQUEST")
    throw new BuiltinError("invalid PEM-encoded certificate signing request");
  return requestValue(block?.bytes ?? Buffer.from(binary, "latin1"));
}

const keyReaders: Readonly<Record<string, (bytes: Buffer) => PrivateKey>> = {
  "RSA PRIVATE KEY": readPkcs1,
  "PRIVATE KEY": readPkcs8,
  "EC PRIVATE KEY": readSec1,
};

/** Private keys in PEM, or in base64 of it; other blocks are passed over. */
function privateKeysOf(given: string): readonly PrivateKey[] {
  return blocksOf(decodedOr(given)).flatMap(({ type, bytes }) => {
    const read = Object.hasOwn(keyReaders, type) ? keyReaders[type] : undefined;
    return read === undefined ? [] : [read(bytes)];
  });
}

function decodedOr(given: string): string {
  try {
    return base64Bytes(given).toString("latin1");
  } catch (error) {
    if (error instanceof BuiltinError) return binaryOf(given);
    throw error;
  }
}

function webKeyOf(given: string): Value {
  if (given === "") throw new BuiltinError("input PEM data was empty");
  const pem = given.startsWith(begin) ? given : base64Bytes(given).toString("utf8");
  const [key] = privateKeysOf(pem);
  return key === undefined ? null : jsonWebKey(key);
}

/** PEM blocks of an operand that is PEM, or base64 of PEM or DER; `type` is what DER becomes. */
function pairBlocks(given: string, type: string): readonly PemBlock[] {
  const binary = given.startsWith("-----BEGIN ") ? binaryOf(given) : base64Bytes(given).toString("latin1");
  return binary.startsWith("-----BEGIN ")
    ? blocksOf(binary)
    : [{ type, bytes: Buffer.from(binary, "latin1") }];
}

/** A certificate with its key, as Go's `tls.Certificate` is in JSON. */
function keyPair(args: Args): Value {
  const chain = pairBlocks(text(args, 0), "CERTIFICATE").filter(({ type }) => type === "CERTIFICATE");
  const keyBlock = pairBlocks(text(args, 1), "PRIVATE KEY").find(({ type }) =>
    /(?:^| )PRIVATE KEY$/.test(type),
  );
  const [first] = chain;
  if (first === undefined || keyBlock === undefined) throw new BuiltinError("tls: no certificate, or no key");
  const [leaf, ...more] = readCertificates(first.bytes);
  if (leaf === undefined || more.length > 0) throw new BuiltinError("x509: trailing data");
  const key = anyPrivateKey(keyBlock.bytes);
  if (!belongTogether(leaf, key)) throw new BuiltinError("tls: private key does not match public key");
  return {
    Certificate: chain.map(({ bytes }) => bytes.toString("base64")),
    PrivateKey: privateKeyValue(key),
    SupportedSignatureAlgorithms: null,
    OCSPStaple: null,
    SignedCertificateTimestamps: null,
    Leaf: certificateValue(leaf),
  };
}

function anyPrivateKey(bytes: Buffer): PrivateKey {
  for (const read of [readPkcs1, readPkcs8, readSec1]) {
    try {
      return read(bytes);
    } catch (error) {
      if (!isRefusal(error)) throw error;
    }
  }
  throw new BuiltinError("tls: failed to parse private key");
}

function belongTogether({ publicKey }: Certificate, key: PrivateKey): boolean {
  switch (key.kind) {
    case "rsa":
      return (
        publicKey.algorithm === 1 &&
        equalValues(publicKey.value, { N: integer(key.n), E: integer(BigInt(key.e)) })
      );
    case "ecdsa":
      return (
        publicKey.curve?.name === key.curve.name &&
        equalValues(publicKey.value, pointValue(key.point, key.curve))
      );
    case "Ed25519":
      return publicKey.algorithm === 4 && publicKey.value === key.publicKey.toString("base64");
    case "X25519":
      return false;
  }
}

function withOptions(args: Args, context: BuiltinContext): Value {
  object(args, 1);
  return verified(args, () => verifyOptions(args, context.now), certificateValue, context);
}

function withDefaults(args: Args, context: BuiltinContext): Value {
  const options = { dnsName: "", now: context.now, keyUsages: [] };
  return verified(args, () => options, extendedValue, context);
}

export const certificateBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["crypto.x509.parse_certificates", (args) => certificatesOf(text(args, 0)).map(extendedValue)],
  ["crypto.x509.parse_and_verify_certificates", withDefaults],
  ["crypto.x509.parse_and_verify_certificates_with_options", withOptions],
  ["crypto.x509.parse_certificate_request", (args) => requestOf(text(args, 0))],
  ["crypto.x509.parse_keypair", keyPair],
  ["crypto.x509.parse_rsa_private_key", (args) => webKeyOf(text(args, 0))],
  [
    "crypto.parse_private_keys",
    (args) => (text(args, 0) === "" ? null : privateKeysOf(text(args, 0)).map(privateKeyValue)),
  ],
]);
