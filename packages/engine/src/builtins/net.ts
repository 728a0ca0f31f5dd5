// Source: OPA v1/topdown/cidr.go, and Go's net.ParseIP and net.ParseCIDR, on which it rests.
import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";
import type { Builtin } from "./builtin.ts";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Whether text is an IPv4 or IPv6 address as Go's `net.ParseIP` accepts it: no zone, no leading zeros. */
export function isAddress(text: string): boolean {
  return isIPv4(text) || (isIPv6(text) && !text.includes("%"));
}

/** Whether text is a block such as `10.0.0.0/8`, as Go's `net.ParseCIDR` accepts it. */
export function isCidr(text: string): boolean {
  return parseCidr(text) !== undefined;
}

/**
 * Whether an address lies in a block. An IPv4-mapped IPv6 address counts as IPv4.
 *
 * @returns false when either text is not what it should be
 */
export function cidrContains(cidr: string, ip: string): boolean {
  const block = parseCidr(cidr);
  if (!block || !isAddress(ip)) return false;
  const address = unmapped(parseAddress(ip));
  const { network, bits } = block;
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, bits);
  return address instanceof ipaddr.IPv6 && address.match(network, bits);
}

const dottedTail = /:(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

/** The library takes `::1.2.3.4` for a mapped address, Go does not: it gets such a tail in hexadecimal. */
export function parseAddress(text: string): Address {
  const hexadecimal = (high: string, low: string) => (Number(high) * 256 + Number(low)).toString(16);
  return ipaddr.parse(
    text.replace(
      dottedTail,
      (_, a: string, b: string, c: string, d: string) => `:${hexadecimal(a, b)}:${hexadecimal(c, d)}`,
    ),
  );
}

export function unmapped(address: Address): Address {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

const mappedPrefix = 96;

export function parseCidr(text: string): { readonly network: Address; readonly bits: number } | undefined {
  const slash = text.indexOf("/");
  const [base, length] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !isAddress(base) || !/^\d{1,7}$/.test(length)) return undefined;
  const address = parseAddress(base);
  const bits = Number(length);
  if (bits > (address instanceof ipaddr.IPv4 ? 32 : 128)) return undefined;
  const network = unmapped(address);
  if (network === address) return { network, bits };
  // A mapped block that reaches beyond the mapped range is a block of IPv6.
  return bits >= mappedPrefix ? { network, bits: bits - mappedPrefix } : { network: address, bits };
}

export const netBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["net.cidr_is_valid", ([cidr]) => typeof cidr === "string" && isCidr(cidr)],
]);
