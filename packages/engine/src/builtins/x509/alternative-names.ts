// Source: Go's crypto/x509/parser.go (parseSANExtension, domainNameValid).
import ipaddr from "ipaddr.js";
import type { Value } from "../../values/value.ts";
import { textOfBinary } from "../bytes.ts";
import { type GoUrl, parseUrl, UrlError, urlText } from "../url.ts";
import { context, Der, malformed, tags } from "./der.ts";
import { orNull } from "./name.ts";

/** The names beside the subject's, by kind. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly emails: readonly string[];
  readonly addresses: readonly Buffer[];
  readonly uris: readonly GoUrl[];
}

export const noNames: AlternativeNames = { dns: [], emails: [], addresses: [], uris: [] };

export function ascii(bytes: Buffer): string {
  const text = bytes.toString("latin1");
  return /^[\0-\x7f]*$/.test(text) ? text : malformed("name");
}

/** @param constraint whether the name may begin with a period */
export function isDomainName(name: string, constraint: boolean): boolean {
  if (name === "") return true;
  const labels = constraint && name.startsWith(".") ? name.slice(1) : name;
  return /^[!-~]+$/.test(labels) && labels.split(".").every((label) => label !== "");
}

/** @param value what the extension holds */
export function readAlternativeNames(value: Buffer): AlternativeNames {
  const names = new Der(value).read("alternative names", tags.sequence);
  const [dns, emails, addresses, uris]: [string[], string[], Buffer[], GoUrl[]] = [[], [], [], []];
  while (!names.empty) {
    const { tag, content } = names.element("alternative name");
    if (tag === context(1)) emails.push(ascii(content));
    else if (tag === context(2)) dns.push(ascii(content));
    else if (tag === context(6)) uris.push(uriOf(ascii(content)));
    else if (tag === context(7)) addresses.push(addressOf(content));
  }
  return { dns, emails, addresses, uris };
}

function uriOf(text: string): GoUrl {
  try {
    const url = parseUrl(text);
    return isDomainName(url.host, false) ? url : malformed("URI");
  } catch (error) {
    if (error instanceof UrlError) return malformed("URI");
    throw error;
  }
}

function addressOf(content: Buffer): Buffer {
  return content.length === 4 || content.length === 16 ? content : malformed("IP address");
}

/** An address as Go writes it: a mapped one as IPv4. */
export function addressText(bytes: Buffer): string {
  const address = ipaddr.fromByteArray([...bytes]);
  if (address instanceof ipaddr.IPv4) return address.toString();
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

/** The names as Go's `Certificate` has them in JSON. */
export function alternativeNamesValue(names: AlternativeNames): Readonly<Record<string, Value>> {
  return {
    DNSNames: orNull(names.dns),
    EmailAddresses: orNull(names.emails),
    IPAddresses: orNull(names.addresses.map(addressText)),
    URIs: orNull(names.uris.map(urlValue)),
  };
}

export function uriTexts(names: AlternativeNames): readonly string[] {
  return names.uris.map((url) => textOfBinary(urlText(url)));
}

/** Go's `url.URL` in JSON, where what is known of the user does not show. */
function urlValue(url: GoUrl): Value {
  return {
    Scheme: textOfBinary(url.scheme),
    Opaque: textOfBinary(url.opaque),
    User: url.user === undefined ? null : {},
    Host: textOfBinary(url.host),
    Path: textOfBinary(url.path),
    RawPath: textOfBinary(url.rawPath),
    OmitHost: url.omitHost,
    ForceQuery: url.forceQuery,
    RawQuery: textOfBinary(url.rawQuery),
    Fragment: textOfBinary(url.fragment),
    RawFragment: textOfBinary(url.rawFragment),
  };
}
