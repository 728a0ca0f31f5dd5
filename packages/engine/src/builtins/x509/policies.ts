// Source: Go's crypto/x509/parser.go (parseCertificatePoliciesExtension) and oid.go.
import type { Value } from "../../values/value.ts";
import { UnsupportedCall } from "../builtin.ts";
import { Der, malformed, type Oid, tags } from "./der.ts";

/** An identifier whose numbers may be of any size. */
export type DerOid = readonly bigint[];

function readOid(content: Buffer): DerOid | undefined {
  const numbers: bigint[] = [];
  let [value, begun] = [0n, false];
  for (const byte of content) {
    if (!begun && byte === 0x80) return undefined;
    value = value * 128n + BigInt(byte & 0x7f);
    begun = byte >= 0x80;
    if (begun) continue;
    if (numbers.length > 0) numbers.push(value);
    else if (value < 80n) numbers.push(value / 40n, value % 40n);
    else numbers.push(2n, value - 80n);
    value = 0n;
  }
  return begun || numbers.length === 0 ? undefined : numbers;
}

export function readPolicies(value: Buffer): readonly DerOid[] {
  const der = new Der(value).read("certificate policies", tags.sequence);
  const found = new Map<string, DerOid>();
  while (!der.empty) {
    const policy = der.read("certificate policy", tags.sequence);
    const oid = readOid(policy.element("certificate policy", tags.oid).content);
    if (oid === undefined || found.has(oid.join("."))) return malformed("certificate policies");
    found.set(oid.join("."), oid);
  }
  return [...found.values()];
}

/** Each as in JSON. */
export function readPolicyMappings(value: Buffer): readonly Value[] {
  const der = new Der(value).read("policy mappings", tags.sequence);
  const found: Value[] = [];
  while (!der.empty) {
    const pair = der.read("policy mapping", tags.sequence);
    const [issuer, subject] = [0, 1].map(() => readOid(pair.element("policy mapping", tags.oid).content));
    // Go keeps an identifier here that is none.
    if (issuer === undefined || subject === undefined) throw new UnsupportedCall("a policy that is none");
    found.push({ IssuerDomainPolicy: issuer.join("."), SubjectDomainPolicy: subject.join(".") });
  }
  return found;
}

const maxBeforeShift = 2n ** 24n;

/** The identifiers that Go's older type can hold: all numbers of 31 bits, before the first two are told apart. */
export function smallOids(oids: readonly DerOid[]): readonly Oid[] {
  return oids.filter(isSmall).map((oid) => oid.map(Number));
}

function isSmall([first = 0n, second = 0n, ...rest]: DerOid): boolean {
  const joined = first === 2n ? second + 80n : first * 40n + second;
  return [joined, ...rest].every((number) => number >> 7n < maxBeforeShift);
}
