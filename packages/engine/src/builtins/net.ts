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
  return isIpv4Block(text) || knownBlock(text) !== undefined;
}

/** Whether text is surely a block of IPv4: policies ask so of each address that they get. */
function isIpv4Block(text: string): boolean {
  const slash = text.indexOf("/");
  if (slash < 0 || ipv4Number(text, slash) < 0) return false;
  const [tens, ones] = [text.charCodeAt(slash + 1) - 0x30, text.charCodeAt(slash + 2) - 0x30];
  if (text.length === slash + 2) return tens >= 0 && tens <= 9;
  return (
    text.length === slash + 3 && tens >= 1 && tens <= 3 && ones >= 0 && ones <= 9 && tens * 10 + ones <= 32
  );
}

/**
 * Whether an address lies in a block. An IPv4-mapped IPv6 address counts as IPv4.
 *
 * @returns false when either text is not what it should be
 */
export function cidrContains(cidr: string, ip: string): boolean {
  const quick = ipv4InBlock(cidr, ip);
  if (quick !== undefined) return quick;
  const block = knownBlock(cidr);
  if (block === undefined || !isAddress(ip)) return false;
  const address = knownAddress(ip);
  const { network, bits } = block;
  if (network instanceof ipaddr.IPv4) return address instanceof ipaddr.IPv4 && address.match(network, bits);
  return address instanceof ipaddr.IPv6 && address.match(network, bits);
}

/**
 * {@link cidrContains} for an IPv4 address.
 *
 * @returns undefined when either text is not what it should be
 */
export function ipv4InBlock(cidr: string, ip: string): boolean | undefined {
  const block = knownBlock(cidr);
  if (block === undefined) return undefined;
  const address = ipv4Number(ip);
  return address < 0 ? undefined : block.first >= 0 && block.first <= address && address <= block.last;
}

/** An address such as `10.1.2.3` as its number; -1 for all else. Policies compare addresses more than all else. */
function ipv4Number(text: string, length = text.length): number {
  if (length < 7 || length > 15) return -1;
  let number = 0;
  let octet = -1;
  let octets = 1;
  for (let at = 0; at < length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x2e) {
      if (octet < 0 || ++octets > 4) return -1;
      number = number * 256 + octet;
      octet = -1;
    } else if (unit < 0x30 || unit > 0x39 || octet === 0) {
      // Go takes no leading zeros.
      return -1;
    } else {
      octet = octet < 0 ? unit - 0x30 : octet * 10 + unit - 0x30;
      if (octet > 255) return -1;
    }
  }
  return octets === 4 && octet >= 0 ? number * 256 + octet : -1;
}

interface KnownBlock {
  readonly network: Address;
  readonly bits: number;
  /** Of a block of IPv4, as numbers; -1 for IPv6. */
  readonly first: number;
  readonly last: number;
}

/** Blocks are mostly the policy's own few; hostile ones only push each other out. */
const maxKnownBlocks = 1_000;
const maxBlockText = 64;
const knownBlocks = new Map<string, KnownBlock | undefined>();

function knownBlock(cidr: string): KnownBlock | undefined {
  const known = knownBlocks.get(cidr);
  if (known !== undefined || knownBlocks.has(cidr)) return known;
  const block = blockOf(cidr);
  if (cidr.length > maxBlockText) return block;
  if (knownBlocks.size >= maxKnownBlocks) knownBlocks.clear();
  knownBlocks.set(cidr, block);
  return block;
}

function blockOf(cidr: string): KnownBlock | undefined {
  const parsed = parseCidr(cidr);
  if (parsed === undefined || !(parsed.network instanceof ipaddr.IPv4))
    return parsed === undefined ? undefined : { ...parsed, first: -1, last: -1 };
  const size = 2 ** (32 - parsed.bits);
  const number = ipv4Number(parsed.network.toString());
  const first = Math.floor(number / size) * size;
  return { ...parsed, first, last: first + size - 1 };
}

const dottedTail = /:(\d+)\.(\d+)\.(\d+)\.(\d+)$/;

let lastAddress: { readonly text: string; readonly address: Address } | undefined;

/** An address is mostly looked for in several blocks, one after the other. */
function knownAddress(text: string): Address {
  if (lastAddress?.text !== text) lastAddress = { text, address: unmapped(parseAddress(text)) };
  return lastAddress.address;
}

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
