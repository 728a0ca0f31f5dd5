// Source: Go's crypto/x509/parser.go (parseCertificate) and the JSON of x509.Certificate.
import { integer } from "../../values/number.ts";
import type { Value } from "../../values/value.ts";
import { alternativeNamesValue, uriTexts } from "./alternative-names.ts";
import { context, contextAround, Der, malformed, rightAligned, tags } from "./der.ts";
import { type Extension, type Extensions, readExtension, understood } from "./extensions.ts";
import { nameValue, orNull, readName } from "./name.ts";
import { nameConstraintsValue } from "./name-constraints.ts";
import { smallOids } from "./policies.ts";
import { type PublicKey, readAlgorithm, readPublicKey } from "./public-key.ts";
import { signatureAlgorithm } from "./signature.ts";
import { type CertificateTime, readTime } from "./time.ts";

export interface Certificate {
  readonly raw: Buffer;
  readonly rawSigned: Buffer;
  readonly rawKeyInfo: Buffer;
  readonly rawIssuer: Buffer;
  readonly rawSubject: Buffer;
  readonly issuer: Value;
  readonly subject: Value;
  /** From 1. */
  readonly version: number;
  readonly serial: bigint;
  readonly signature: Buffer;
  readonly signatureAlgorithm: number;
  readonly publicKey: PublicKey;
  readonly notBefore: CertificateTime;
  readonly notAfter: CertificateTime;
  readonly extensions: readonly Extension[];
  readonly understood: Extensions;
}

/**
 * Reads certificates that stand one right after another.
 *
 * @throws {BuiltinError} where Go refuses one
 */
export function readCertificates(bytes: Buffer): readonly Certificate[] {
  const der = new Der(bytes);
  const found: Certificate[] = [];
  while (!der.empty) found.push(readCertificate(der));
  return found;
}

function readCertificate(source: Der): Certificate {
  const whole = source.element("certificate", tags.sequence);
  const outer = new Der(whole.content);
  const signed = outer.element("certificate", tags.sequence);
  const der = new Der(signed.content);
  const version = Number(der.optional("version", contextAround(0))?.int64("version") ?? 0) + 1;
  if (version < 1 || version > 3) malformed("version");
  const serial = der.integer("serial number");
  if (serial < 0n) malformed("serial number");
  const algorithm = der.element("signature algorithm", tags.sequence).content;
  if (!algorithm.equals(outer.element("signature algorithm", tags.sequence).content))
    malformed("signature algorithm");
  const signatureKind = signatureAlgorithm(readAlgorithm(new Der(algorithm)));
  const rawIssuer = der.element("issuer", tags.sequence).raw;
  const issuer = nameValue(readName(rawIssuer));
  const validity = der.read("validity", tags.sequence);
  const [notBefore, notAfter] = [readTime(validity), readTime(validity)];
  const rawSubject = der.element("subject", tags.sequence).raw;
  const subject = nameValue(readName(rawSubject));
  const rawKeyInfo = der.element("public key", tags.sequence).raw;
  const publicKey = readPublicKey(rawKeyInfo);
  const extensions = version === 1 ? [] : readExtensions(der, version);
  return {
    raw: whole.raw,
    rawSigned: signed.raw,
    rawKeyInfo,
    rawIssuer,
    rawSubject,
    issuer,
    subject,
    version,
    serial,
    signatureAlgorithm: signatureKind,
    publicKey,
    notBefore,
    notAfter,
    extensions,
    understood: understood(extensions),
    signature: rightAligned(outer.bits("signature")),
  };
}

function readExtensions(der: Der, version: number): readonly Extension[] {
  der.optional("issuer's identifier", context(1));
  der.optional("subject's identifier", context(2));
  const list = version === 3 ? der.optional("extensions", contextAround(3)) : undefined;
  const sequence = list?.read("extensions", tags.sequence);
  const found = new Map<string, Extension>();
  while (sequence !== undefined && !sequence.empty) {
    const extension = readExtension(sequence.read("extension", tags.sequence));
    const name = extension.id.join(".");
    if (found.has(name)) malformed("extensions");
    found.set(name, extension);
  }
  return [...found.values()];
}

const base64 = (bytes: Buffer) => bytes.toString("base64");

export function extensionValue({ id, critical, value }: Extension): Value {
  return { Id: id, Critical: critical, Value: base64(value) };
}

/** A certificate as Go's `x509.Certificate` is in JSON. */
export function certificateValue(certificate: Certificate): Readonly<Record<string, Value>> {
  const found = certificate.understood;
  const maxPathLength = found.constraints?.maxPathLength ?? 0;
  return {
    Raw: base64(certificate.raw),
    RawTBSCertificate: base64(certificate.rawSigned),
    RawSubjectPublicKeyInfo: base64(certificate.rawKeyInfo),
    RawSubject: base64(certificate.rawSubject),
    RawIssuer: base64(certificate.rawIssuer),
    Signature: base64(certificate.signature),
    SignatureAlgorithm: certificate.signatureAlgorithm,
    PublicKeyAlgorithm: certificate.publicKey.algorithm,
    PublicKey: certificate.publicKey.value,
    Version: certificate.version,
    SerialNumber: integer(certificate.serial),
    Issuer: certificate.issuer,
    Subject: certificate.subject,
    NotBefore: certificate.notBefore.text,
    NotAfter: certificate.notAfter.text,
    KeyUsage: found.keyUsage,
    Extensions: orNull(certificate.extensions.map(extensionValue)),
    ExtraExtensions: null,
    UnhandledCriticalExtensions: orNull(found.unhandledCritical),
    ExtKeyUsage: orNull(found.keyUsages),
    UnknownExtKeyUsage: orNull(found.unknownKeyUsages),
    BasicConstraintsValid: found.constraints !== undefined,
    IsCA: found.constraints?.isCa ?? false,
    MaxPathLen: maxPathLength,
    MaxPathLenZero: found.constraints !== undefined && maxPathLength === 0,
    SubjectKeyId: found.subjectKeyId === undefined ? null : base64(found.subjectKeyId),
    AuthorityKeyId: found.authorityKeyId === undefined ? null : base64(found.authorityKeyId),
    OCSPServer: orNull(found.ocspServers),
    IssuingCertificateURL: orNull(found.issuingUrls),
    ...alternativeNamesValue(found.names),
    PermittedDNSDomainsCritical: found.nameConstraintsCritical,
    ...nameConstraintsValue(found.nameConstraints),
    CRLDistributionPoints: orNull(found.crlUrls),
    PolicyIdentifiers: found.policies === undefined ? null : smallOids(found.policies),
    Policies: orNull((found.policies ?? []).map((oid) => oid.join("."))),
    InhibitAnyPolicy: found.inhibitAnyPolicy.value,
    InhibitAnyPolicyZero: found.inhibitAnyPolicy.zero,
    InhibitPolicyMapping: found.inhibitPolicyMapping.value,
    InhibitPolicyMappingZero: found.inhibitPolicyMapping.zero,
    RequireExplicitPolicy: found.requireExplicitPolicy.value,
    RequireExplicitPolicyZero: found.requireExplicitPolicy.zero,
    PolicyMappings: orNull(found.policyMappings),
  };
}

/** The same with OPA's own list of URIs as texts. */
export function extendedValue(certificate: Certificate): Value {
  return {
    ...certificateValue(certificate),
    URIStrings: orNull(uriTexts(certificate.understood.names)),
  };
}
