// Source: Go's crypto/x509/parser.go (processExtensions) and RFC 5280, 4.2.
import type { Value } from "../../values/value.ts";
import { textOfBytes } from "../bytes.ts";
import { type AlternativeNames, noNames, readAlternativeNames } from "./alternative-names.ts";
import { type BitString, context, contextAround, Der, isOid, malformed, type Oid, tags } from "./der.ts";
import { type NameConstraints, noConstraints, readNameConstraints } from "./name-constraints.ts";
import { type DerOid, readPolicies, readPolicyMappings } from "./policies.ts";

export interface Extension {
  readonly id: Oid;
  readonly critical: boolean;
  readonly value: Buffer;
}

/** A count that was there, or was not: Go tells zero from nothing by a second field. */
export interface Count {
  readonly value: number | bigint;
  readonly zero: boolean;
}

const noCount: Count = { value: 0, zero: false };
const countOf = (value: number | bigint): Count => ({ value, zero: value === 0 });

/** What Go understands of a certificate's extensions. */
export interface Extensions {
  keyUsage: number;
  constraints: { readonly isCa: boolean; readonly maxPathLength: number | bigint } | undefined;
  names: AlternativeNames;
  nameConstraints: NameConstraints;
  nameConstraintsCritical: boolean;
  crlUrls: string[];
  authorityKeyId: Buffer | undefined;
  subjectKeyId: Buffer | undefined;
  requireExplicitPolicy: Count;
  inhibitPolicyMapping: Count;
  inhibitAnyPolicy: Count;
  keyUsages: number[];
  unknownKeyUsages: Oid[];
  policies: readonly DerOid[] | undefined;
  policyMappings: readonly Value[];
  ocspServers: string[];
  issuingUrls: string[];
  unhandledCritical: Oid[];
}

export function readExtension(der: Der): Extension {
  const id = der.oid("extension");
  const critical = der.peeks(tags.boolean) && der.boolean("extension");
  return { id, critical, value: der.octets("extension") };
}

/** @returns whether the extension was understood */
type Reader = (value: Buffer, extension: Extension, found: Extensions) => boolean;

const readers: Readonly<Record<string, Reader>> = {
  "2.5.29.14": (value, { critical }, found) => {
    if (critical) malformed("subject key identifier");
    found.subjectKeyId = new Der(value).octets("subject key identifier");
    return true;
  },
  "2.5.29.15": (value, _, found) => {
    found.keyUsage = usageOf(new Der(value).bits("key usage"));
    return true;
  },
  "2.5.29.17": (value, _, found) => {
    found.names = readAlternativeNames(value);
    return Object.values(found.names).some((names: readonly unknown[]) => names.length > 0);
  },
  "2.5.29.19": (value, _, found) => {
    const der = new Der(value).read("basic constraints", tags.sequence);
    const isCa = der.peeks(tags.boolean) && der.boolean("basic constraints");
    const given = der.peeks(tags.integer) ? der.int64("basic constraints") : undefined;
    if (given !== undefined && given < 0) malformed("basic constraints");
    const maxPathLength = given ?? -1;
    found.constraints = { isCa, maxPathLength };
    return true;
  },
  "2.5.29.30": (value, { critical }, found) => {
    found.nameConstraints = readNameConstraints(value);
    found.nameConstraintsCritical = critical;
    return !found.nameConstraints.unhandled;
  },
  "2.5.29.31": (value, _, found) => {
    found.crlUrls = readCrlUrls(value);
    return true;
  },
  "2.5.29.32": (value, _, found) => {
    found.policies = readPolicies(value);
    return true;
  },
  "2.5.29.33": (value, _, found) => {
    found.policyMappings = readPolicyMappings(value);
    return true;
  },
  "2.5.29.35": (value, { critical }, found) => {
    if (critical) malformed("authority key identifier");
    const der = new Der(value).read("authority key identifier", tags.sequence);
    found.authorityKeyId = der.peeks(context(0))
      ? der.element("authority key identifier", context(0)).content
      : undefined;
    return true;
  },
  "2.5.29.36": (value, _, found) => {
    const der = new Der(value).read("policy constraints", tags.sequence);
    const count = (number: number) =>
      der.peeks(context(number)) ? countOf(der.int64("policy constraints", context(number))) : noCount;
    found.requireExplicitPolicy = count(0);
    found.inhibitPolicyMapping = count(1);
    return true;
  },
  "2.5.29.37": (value, _, found) => {
    const der = new Der(value).read("extended key usage", tags.sequence);
    while (!der.empty) {
      const oid = der.oid("extended key usage");
      const known = extendedUsages.indexOf(oid.join("."));
      if (known < 0) found.unknownKeyUsages.push(oid);
      else found.keyUsages.push(known);
    }
    return true;
  },
  "2.5.29.54": (value, _, found) => {
    found.inhibitAnyPolicy = countOf(new Der(value).int64("inhibit any policy"));
    return true;
  },
  "1.3.6.1.5.5.7.1.1": (value, { critical }, found) => {
    if (critical) malformed("authority information access");
    readAccess(value, found);
    return true;
  },
};

/** Go's numbers of extended key usages are the places here. */
const extendedUsages: readonly string[] = [
  "2.5.29.37.0",
  "1.3.6.1.5.5.7.3.1",
  "1.3.6.1.5.5.7.3.2",
  "1.3.6.1.5.5.7.3.3",
  "1.3.6.1.5.5.7.3.4",
  "1.3.6.1.5.5.7.3.5",
  "1.3.6.1.5.5.7.3.6",
  "1.3.6.1.5.5.7.3.7",
  "1.3.6.1.5.5.7.3.8",
  "1.3.6.1.5.5.7.3.9",
  "1.3.6.1.4.1.311.10.3.3",
  "2.16.840.1.113730.4.1",
  "1.3.6.1.4.1.311.2.1.22",
  "1.3.6.1.4.1.311.61.1.1",
];

/** Nine bits, the first of a byte first. */
function usageOf({ bytes }: BitString): number {
  let usage = 0;
  for (let bit = 0; bit < 9; bit++) if (((bytes[bit >> 3] ?? 0) >> (7 - (bit & 7))) & 1) usage |= 1 << bit;
  return usage;
}

function readCrlUrls(value: Buffer): string[] {
  const points = new Der(value).read("CRL distribution points", tags.sequence);
  const urls: string[] = [];
  while (!points.empty) {
    const name = points
      .read("CRL distribution point", tags.sequence)
      .optional("CRL distribution point", contextAround(0))
      ?.read("CRL distribution point", contextAround(0));
    while (name?.peeks(context(6)))
      urls.push(textOfBytes(name.element("CRL distribution point", context(6)).content));
  }
  return urls;
}

function readAccess(value: Buffer, found: Extensions): void {
  const descriptions = new Der(value).read("authority information access", tags.sequence);
  while (!descriptions.empty) {
    const der = descriptions.read("authority information access", tags.sequence);
    const method = der.oid("authority information access");
    if (!der.peeks(context(6))) continue;
    const url = textOfBytes(der.element("authority information access", context(6)).content);
    if (isOid(method, "1.3.6.1.5.5.7.48.1")) found.ocspServers.push(url);
    else if (isOid(method, "1.3.6.1.5.5.7.48.2")) found.issuingUrls.push(url);
  }
}

export function understood(extensions: readonly Extension[]): Extensions {
  const found: Extensions = {
    keyUsage: 0,
    constraints: undefined,
    names: noNames,
    nameConstraints: noConstraints,
    nameConstraintsCritical: false,
    crlUrls: [],
    authorityKeyId: undefined,
    subjectKeyId: undefined,
    requireExplicitPolicy: noCount,
    inhibitPolicyMapping: noCount,
    inhibitAnyPolicy: noCount,
    keyUsages: [],
    unknownKeyUsages: [],
    policies: undefined,
    policyMappings: [],
    ocspServers: [],
    issuingUrls: [],
    unhandledCritical: [],
  };
  for (const extension of extensions) {
    const reader = readers[extension.id.join(".")];
    const handled = reader?.(extension.value, extension, found) ?? false;
    if (extension.critical && !handled) found.unhandledCritical.push(extension.id);
  }
  return found;
}
