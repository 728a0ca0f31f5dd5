// Source: Go's crypto/x509/x509.go (ParseCertificateRequest), which reads with encoding/asn1.
import type { Value } from "../../values/value.ts";
import { BuiltinError, UnsupportedCall } from "../builtin.ts";
import { alternativeNamesValue, noNames, readAlternativeNames } from "./alternative-names.ts";
import { extensionValue } from "./certificate.ts";
import { contextAround, Der, type Element, isOid, malformed, type Oid, rightAligned, tags } from "./der.ts";
import { type Extension, readExtension } from "./extensions.ts";
import { nameValue, orNull, stringOf } from "./name.ts";
import { readAlgorithm, readPublicKey } from "./public-key.ts";
import { signatureAlgorithm } from "./signature.ts";

const base64 = (bytes: Buffer) => bytes.toString("base64");

/** A request as Go's `x509.CertificateRequest` is in JSON. */
export function requestValue(bytes: Buffer): Value {
  const source = new Der(bytes);
  const whole = source.element("certificate request", tags.sequence);
  if (!source.empty) malformed("certificate request");
  const outer = new Der(whole.content);
  const signed = outer.element("certificate request", tags.sequence);
  const der = new Der(signed.content);
  const version = der.int64("version");
  const subject = der.element("subject");
  const keyInfo = der.element("public key", tags.sequence).raw;
  const attributes = elementsOf(der.element("attributes", contextAround(0)).content);
  const algorithm = readAlgorithm(outer.read("signature algorithm", tags.sequence));
  const signature = rightAligned(outer.bits("signature"));
  const publicKey = readPublicKey(keyInfo);
  const names = nameValue(readSubject(subject));
  const extensions = requestedExtensions(attributes);
  const alternative = extensions.find(({ id }) => isOid(id, "2.5.29.17"));
  return {
    Raw: base64(whole.raw),
    RawTBSCertificateRequest: base64(signed.raw),
    RawSubjectPublicKeyInfo: base64(keyInfo),
    RawSubject: base64(subject.raw),
    Version: version,
    Signature: base64(signature),
    SignatureAlgorithm: signatureAlgorithm(algorithm),
    PublicKeyAlgorithm: publicKey.algorithm,
    PublicKey: publicKey.value,
    Subject: names,
    Attributes: orNull(attributes.flatMap(attributeValue)),
    Extensions: orNull(extensions.map(extensionValue)),
    ExtraExtensions: null,
    ...alternativeNamesValue(alternative === undefined ? noNames : readAlternativeNames(alternative.value)),
  };
}

function elementsOf(content: Buffer): readonly Element[] {
  const der = new Der(content);
  const found: Element[] = [];
  while (!der.empty) found.push(der.element("element"));
  return found;
}

function readSubject(subject: Element): readonly { readonly type: Oid; readonly value: string }[] {
  if (subject.tag !== tags.sequence) malformed("subject");
  return elementsOf(subject.content).flatMap(({ tag, content }) => {
    if (tag !== tags.set) malformed("subject");
    return elementsOf(content).flatMap((pair) => {
      const { type, value } = pairOf(pair);
      // A value that is no text does not count as a name.
      return typeof value === "string" ? [{ type, value }] : [];
    });
  });
}

/** A value of any kind, as Go's `asn1.Unmarshal` gives it. */
type AnyValue = string | boolean | Buffer | undefined;

function pairOf(pair: Element): { readonly type: Oid; readonly value: AnyValue } {
  if (pair.tag !== tags.sequence) malformed("attribute");
  const der = new Der(pair.content);
  const type = der.oid("attribute");
  return { type, value: anyValue(der.element("attribute")) };
}

function anyValue({ tag, content }: Element): AnyValue {
  const text = stringOf(tag, content, "bytes");
  if (text !== undefined) return text;
  if (tag === tags.octetString) return content;
  if (tag === tags.boolean) {
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) malformed("attribute");
    return content[0] === 0xff;
  }
  if ((tag & 0x20) !== 0 || tag === tags.null) return undefined;
  throw new UnsupportedCall("an attribute of this kind");
}

/** An attribute as in JSON; nothing when it is no set of lists of pairs, as a challenge password is none. */
function attributeValue(attribute: Element): readonly Value[] {
  try {
    if (attribute.tag !== tags.sequence) malformed("attribute");
    const der = new Der(attribute.content);
    const type = der.oid("attribute");
    const lists = elementsOf(der.element("attribute", tags.set).content);
    const value = lists.map((list) => {
      if (list.tag !== tags.sequence) malformed("attribute");
      return elementsOf(list.content).map((pair) => {
        const found = pairOf(pair);
        return { Type: found.type, Value: anyJson(found.value) };
      });
    });
    return [{ Type: type, Value: value }];
  } catch (error) {
    if (error instanceof BuiltinError && !(error instanceof UnsupportedCall)) return [];
    throw error;
  }
}

function anyJson(value: AnyValue): Value {
  if (value === undefined) return null;
  return Buffer.isBuffer(value) ? base64(value) : value;
}

const extensionRequest = "1.2.840.113549.1.9.14";

function requestedExtensions(attributes: readonly Element[]): readonly Extension[] {
  const found = new Map<string, Extension>();
  for (const attribute of attributes) {
    const list = extensionList(attribute);
    if (list === undefined) continue;
    if (list.tag !== tags.sequence) malformed("extensions");
    for (const { tag, content } of elementsOf(list.content)) {
      if (tag !== tags.sequence) malformed("extension");
      const extension = readExtension(new Der(content));
      const name = extension.id.join(".");
      if (found.has(name)) malformed("extensions");
      found.set(name, extension);
    }
  }
  return [...found.values()];
}

/** The first value of an attribute that asks for extensions. */
function extensionList(attribute: Element): Element | undefined {
  try {
    if (attribute.tag !== tags.sequence) return undefined;
    const der = new Der(attribute.content);
    const type = der.oid("attribute");
    const values = elementsOf(der.element("attribute", tags.set).content);
    return isOid(type, extensionRequest) ? values[0] : undefined;
  } catch (error) {
    if (error instanceof BuiltinError) return undefined;
    throw error;
  }
}
