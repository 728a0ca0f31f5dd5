import { isIPv4, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

const mappedRange = ipaddr.IPv6.parse("::ffff:0:0");
const mappedPrefix = 96;

/**
 * Whether a text is an address and a prefix length, without a zone. A block of IPv6 that meets the IPv4-mapped range
 * is none: engines differ in whether a mapped address lies in it.
 */
export function isBlock(text: string): boolean {
  const match = /^([0-9A-Fa-f.:]+)\/(0|[1-9][0-9]{0,2})$/.exec(text);
  if (match?.[1] === undefined) return false;
  const [address, bits] = [match[1], Number(match[2])];
  if (isIPv4(address)) return bits <= 32;
  // An IPv4 tail would be read in two ways, too.
  if (!isIPv6(address) || address.includes(".") || bits > 128) return false;
  return !ipaddr.IPv6.parse(address).match(mappedRange, Math.min(bits, mappedPrefix));
}
