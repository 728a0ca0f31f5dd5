import { cidrContains, isAddress, isCidr } from "@bylaw/engine/builtins";

/**
 * Whether an IP address lies in one of the given networks.
 *
 * An address is what Go's `net.ParseIP` takes: dotted IPv4 without leading zeros, or IPv6 without a zone.
 * An IPv6 address that carries an IPv4 one (`::ffff:10.0.0.1`) counts as that.
 *
 * @param ip the address as text, without a port
 * @param cidrs networks such as `10.0.0.0/8` or `2001:db8::/32`; literals or constants
 * @returns `undefined` when `ip` is not an address: write `=== true` where that must not allow, `!== true` where it
 *   must deny
 * @throws TypeError when one of `cidrs` is not a network
 */
export function inCidr(ip: string, ...cidrs: readonly string[]): boolean | undefined {
  for (const cidr of cidrs) {
    if (!isCidr(cidr)) throw new TypeError(`${JSON.stringify(cidr)} is no network such as 10.0.0.0/8`);
  }
  return isAddress(ip) ? cidrs.some((cidr) => cidrContains(cidr, ip)) : undefined;
}
