// Source: Go's crypto/x509/parser.go (parseNameConstraintsExtension) and RFC 5280, 4.2.1.10.

import type { Value } from "../../values/value.ts";
import { isAddress } from "../net.ts";
import { addressText, ascii, isDomainName } from "./alternative-names.ts";
import { context, contextAround, Der, malformed, tags } from "./der.ts";
import { parseMailbox } from "./mailbox.ts";
import { orNull } from "./name.ts";

export interface Network {
  readonly address: Buffer;
  readonly mask: Buffer;
}

/** What names may be, or may not be, kind by kind. */
export interface Subtrees {
  readonly dns: readonly string[];
  readonly networks: readonly Network[];
  readonly emails: readonly string[];
  readonly uriDomains: readonly string[];
}

export interface NameConstraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
  /** Whether there are kinds of names that Go does not know. */
  readonly unhandled: boolean;
}

const none: Subtrees = { dns: [], networks: [], emails: [], uriDomains: [] };
export const noConstraints: NameConstraints = { permitted: none, excluded: none, unhandled: false };

export function readNameConstraints(value: Buffer): NameConstraints {
  const outer = new Der(value);
  const der = outer.read("name constraints", tags.sequence);
  const permitted = der.optional("name constraints", contextAround(0));
  const excluded = der.optional("name constraints", contextAround(1));
  if (!outer.empty || !der.empty) malformed("name constraints");
  if ((permitted?.empty ?? true) && (excluded?.empty ?? true)) malformed("name constraints");
  const [allowed, refused] = [readSubtrees(permitted), readSubtrees(excluded)];
  return {
    permitted: allowed.subtrees,
    excluded: refused.subtrees,
    unhandled: allowed.unhandled || refused.unhandled,
  };
}

function readSubtrees(der: Der | undefined): { readonly subtrees: Subtrees; readonly unhandled: boolean } {
  const [dns, networks, emails, uriDomains]: [string[], Network[], string[], string[]] = [[], [], [], []];
  let unhandled = false;
  while (der !== undefined && !der.empty) {
    const { tag, content } = der.read("name constraint", tags.sequence).element("name constraint");
    if (tag === context(2)) dns.push(domain(content));
    else if (tag === context(7)) networks.push(networkOf(content));
    else if (tag === context(1)) emails.push(emailOf(content));
    else if (tag === context(6)) uriDomains.push(uriDomain(content));
    else unhandled = true;
  }
  return { subtrees: { dns, networks, emails, uriDomains }, unhandled };
}

function domain(content: Buffer): string {
  const name = ascii(content);
  return isDomainName(name, true) ? name : malformed("name constraint");
}

function uriDomain(content: Buffer): string {
  const name = domain(content);
  return isAddress(name) ? malformed("name constraint") : name;
}

function emailOf(content: Buffer): string {
  const email = ascii(content);
  if (!email.includes("@")) return domain(content);
  return parseMailbox(email) === undefined ? malformed("name constraint") : email;
}

function networkOf(content: Buffer): Network {
  if (content.length !== 8 && content.length !== 32) malformed("name constraint");
  const half = content.length / 2;
  const mask = content.subarray(half);
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return /^1*0*$/.test(bits) ? { address: content.subarray(0, half), mask } : malformed("name constraint");
}

/** The constraints as Go's `Certificate` has them in JSON. */
export function nameConstraintsValue({
  permitted,
  excluded,
}: NameConstraints): Readonly<Record<string, Value>> {
  const networks = (list: readonly Network[]) =>
    orNull(list.map(({ address, mask }) => ({ IP: addressText(address), Mask: mask.toString("base64") })));
  return {
    PermittedDNSDomains: orNull(permitted.dns),
    ExcludedDNSDomains: orNull(excluded.dns),
    PermittedIPRanges: networks(permitted.networks),
    ExcludedIPRanges: networks(excluded.networks),
    PermittedEmailAddresses: orNull(permitted.emails),
    ExcludedEmailAddresses: orNull(excluded.emails),
    PermittedURIDomains: orNull(permitted.uriDomains),
    ExcludedURIDomains: orNull(excluded.uriDomains),
  };
}
