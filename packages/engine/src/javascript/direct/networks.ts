import ipaddr from "ipaddr.js";
import { parseCidr } from "../../builtins/net.ts";
import type { Direct } from "./direct.ts";

// Texts of blocks come from policies and data, but may come from an input: so many are kept.
const maxKept = 1_000;

type Block =
  | { readonly isIPv4: true; readonly network: number; readonly mask: number }
  | { readonly isIPv4: false };

/**
 * An IPv4 address as a number of 32 bits, of the digits from a place on.
 *
 * @returns undefined for every other text, valid or not
 */
function addressOf(text: string, end = text.length): number | undefined {
  let [address, byte, digits, bytes] = [0, 0, 0, 1];
  if (end > 15) return undefined;
  for (let index = 0; index < end; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit >= 0 && digit <= 9) {
      // No leading zeros, as Go has it.
      if (digits > 0 && byte === 0) return undefined;
      byte = byte * 10 + digit;
      digits++;
      if (byte > 255) return undefined;
    } else if (digit === -2 && digits > 0 && bytes < 4) {
      address = address * 256 + byte;
      [byte, digits, bytes] = [0, 0, bytes + 1];
    } else return undefined;
  }
  return bytes === 4 && digits > 0 ? address * 256 + byte : undefined;
}

/** Undefined for a text that is no block. A mapped block is one of IPv4. */
function blockOf(text: string): Block | undefined {
  const parsed = parseCidr(text);
  if (parsed === undefined) return undefined;
  const { network, bits } = parsed;
  if (!(network instanceof ipaddr.IPv4)) return { isIPv4: false };
  const address = network.octets.reduce((number, byte) => number * 256 + byte, 0);
  const mask = bits === 0 ? 0 : (0xffffffff << (32 - bits)) >>> 0;
  return { isIPv4: true, network: (address & mask) >>> 0, mask };
}

const contains: Direct = (general) => {
  const kept = new Map<string, Block | undefined>();
  return (cidr, ip) => {
    if (typeof cidr !== "string" || typeof ip !== "string") return general([cidr, ip]);
    let block = kept.get(cidr);
    if (block === undefined && !kept.has(cidr)) {
      block = blockOf(cidr);
      if (kept.size >= maxKept) kept.clear();
      kept.set(cidr, block);
    }
    const address = block === undefined ? undefined : addressOf(ip);
    if (block === undefined || address === undefined) return general([cidr, ip]);
    return block.isIPv4 && (address & block.mask) >>> 0 === block.network;
  };
};

const isValid: Direct = (general) => (cidr) => {
  if (typeof cidr !== "string") return general([cidr]);
  const slash = cidr.indexOf("/");
  const isIPv4 = addressOf(cidr, slash) !== undefined;
  return isIPv4 && /^(?:\d|[12]\d|3[0-2])$/.test(cidr.slice(slash + 1)) ? true : general([cidr]);
};

export const networkCalls: ReadonlyMap<string, Direct> = new Map([
  ["net.cidr_contains", contains],
  ["net.cidr_is_valid", isValid],
]);
