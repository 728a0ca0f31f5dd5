// Source: Go's crypto/x509/parser.go (parseName, parseASN1String), encoding/asn1 and crypto/x509/pkix.
import { isUtf8 } from "node:buffer";
import type { Value } from "../../values/value.ts";
import { textOfBytes } from "../bytes.ts";
import { Der, malformed, type Oid, tags } from "./der.ts";

interface Attribute {
  readonly type: Oid;
  readonly value: string;
}

/** How a reader takes a text of T.61: Go's two readers differ. */
export type T61 = "latin1" | "bytes";

/** The text of one of ASN.1's kinds of strings; undefined when the tag is of no such kind. */
export function stringOf(tag: number, content: Buffer, t61: T61): string | undefined {
  switch (tag) {
    case tags.t61String:
      return t61 === "latin1" ? content.toString("latin1") : textOfBytes(content);
    case tags.printableString:
      return matching(content, /^[A-Za-z0-9'()+,\-./ :=?*&]*$/);
    case tags.numericString:
      return matching(content, /^[0-9 ]*$/);
    case tags.ia5String:
      return matching(content, /^[\0-\x7f]*$/);
    case tags.utf8String:
      return isUtf8(content) ? content.toString("utf8") : malformed("UTF-8 string");
    case tags.bmpString:
      return bmpText(content);
    default:
      return undefined;
  }
}

function matching(content: Buffer, pattern: RegExp): string {
  const text = content.toString("latin1");
  return pattern.test(text) ? text : malformed("string");
}

function bmpText(content: Buffer): string {
  if (content.length % 2 !== 0) malformed("BMPString");
  const text = Buffer.from(content).swap16().toString("utf16le").replace(/\0$/, "");
  return /[\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]/.test(text) ? malformed("BMPString") : text;
}

/**
 * Reads a distinguished name.
 *
 * @param raw the element as a whole
 * @returns its attributes, set by set
 */
export function readName(raw: Buffer): readonly Attribute[] {
  const sets = new Der(raw).read("name", tags.sequence);
  const attributes: Attribute[] = [];
  while (!sets.empty) {
    const set = sets.read("name", tags.set);
    while (!set.empty) {
      const pair = set.read("name", tags.sequence);
      const type = pair.oid("attribute type");
      const { tag, content } = pair.element("attribute value");
      attributes.push({ type, value: stringOf(tag, content, "latin1") ?? malformed("attribute value") });
    }
  }
  return attributes;
}

const lists = {
  Country: 6,
  Locality: 7,
  Province: 8,
  StreetAddress: 9,
  Organization: 10,
  OrganizationalUnit: 11,
  PostalCode: 17,
} as const;

/** A name as Go's `pkix.Name` is in JSON. */
export function nameValue(attributes: readonly Attribute[]): Value {
  const of = (number: number) =>
    attributes
      .filter(({ type }) => type.length === 4 && type.join(".") === `2.5.4.${number}`)
      .map(({ value }) => value);
  const listed = Object.entries(lists).map(([name, number]) => [name, orNull(of(number))] as const);
  return {
    ...Object.fromEntries(listed),
    CommonName: of(3).at(-1) ?? "",
    SerialNumber: of(5).at(-1) ?? "",
    Names: orNull(attributes.map(({ type, value }) => ({ Type: type, Value: value }))),
    ExtraNames: null,
  };
}

/** A list in which Go has nothing is null in JSON. */
export function orNull(list: readonly Value[]): Value {
  return list.length === 0 ? null : list;
}
