// Source: OPA v1/topdown/cidr.go, and Go's net package.
import ipaddr from "ipaddr.js";
import { isArray, isObject, isSet, objectEntries, RegoSet, type Value } from "../values/value.ts";
import { BuiltinError, elements, operand, text, type ValueBuiltin } from "./builtin.ts";
import {
  cidrContains,
  isAddress,
  isCidr,
  parseAddress,
  parseCidr,
  unmapped as unmappedAddress,
} from "./net.ts";

type Args = readonly Value[];

/** A run of addresses of one kind. */
interface Range {
  readonly bits: 32 | 128;
  readonly first: bigint;
  readonly last: bigint;
  /** How it is written when it is merged with no other; else the blocks that it is made of. */
  readonly written?: string;
}

function numberOf(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return address.toByteArray().reduce((number, byte) => number * 256n + BigInt(byte), 0n);
}

function rangeOf(cidr: string): Range {
  const block = parseCidr(cidr);
  if (block === undefined) throw new BuiltinError(`invalid CIDR address: ${cidr}`);
  const bits = block.network instanceof ipaddr.IPv4 ? 32 : 128;
  const size = 1n << BigInt(bits - block.bits);
  const first = (numberOf(block.network) / size) * size;
  return { bits, first, last: first + size - 1n };
}

function addressText(bits: 32 | 128, value: bigint): string {
  const bytes = Array.from({ length: bits / 8 }, (_, index) =>
    Number((value >> BigInt(bits - 8 - index * 8)) & 255n),
  );
  const address = ipaddr.fromByteArray(bytes);
  // Go shows a mapped address as IPv4.
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress())
    return address.toIPv4Address().toString();
  return address instanceof ipaddr.IPv6 ? address.toRFC5952String() : address.toString();
}

function contains(cidr: string, other: string): boolean {
  if (isAddress(other) && isCidr(cidr)) return cidrContains(cidr, other);
  const block = rangeOf(cidr);
  const inner = rangeOf(other);
  return block.bits === inner.bits && block.first <= inner.first && inner.last <= block.last;
}

function containsOperands(args: Args): boolean {
  const cidr = text(args, 0);
  // The first is looked at before the second, which shows in the error.
  rangeOf(cidr);
  return contains(cidr, text(args, 1));
}

function intersects(left: Range, right: Range): boolean {
  return left.bits === right.bits && left.first <= right.last && right.first <= left.last;
}

// As many as a /12 of IPv4 has.
const maxAddresses = 1n << 20n;

function expand(cidr: string, spend: (steps: number) => void): Value {
  const { bits, first, last } = rangeOf(cidr);
  if (last - first >= maxAddresses) throw new BuiltinError("the block has too many addresses");
  spend(Number(last - first));
  const found = new RegoSet();
  for (let address = first; address <= last; address++) found.add(addressText(bits, address));
  return found;
}

/** Default masks of the old classes, which OPA gives addresses without one. */
function classBits(address: ipaddr.IPv4): number {
  const [first = 0] = address.octets;
  if (first < 128) return 8;
  return first < 192 ? 16 : 24;
}

function mergeOperand(value: Value): Range {
  if (typeof value !== "string") throw new BuiltinError("element must be string");
  if (!isAddress(value)) return rangeOf(value);
  const address = unmappedAddress(parseAddress(value));
  if (!(address instanceof ipaddr.IPv4)) throw new BuiltinError("IPv6 invalid: needs prefix length");
  // The host's bits stay where OPA does nothing with it.
  const written = `${address.toString()}/${classBits(address)}`;
  return { ...rangeOf(written), written };
}

// Where IPv4 lies within IPv6, RFC 4291, 2.5.5.2.
const mappedStart = 0xffffn << 32n;
const mappedEnd = mappedStart + (1n << 32n);

/** IPv4 as a part of IPv6, in which all blocks are merged. */
function mapped(range: Range): Range {
  return range.bits === 128
    ? range
    : { ...range, bits: 128, first: range.first + mappedStart, last: range.last + mappedStart };
}

function unmapped(range: Range): Range {
  if (range.first < mappedStart || range.last >= mappedEnd) return range;
  return { ...range, bits: 32, first: range.first - mappedStart, last: range.last - mappedStart };
}

/** The fewest blocks that cover the same addresses. */
function merge(args: Args): Value {
  const ranges = elements(args, 0).map((value) => mapped(mergeOperand(value)));
  const merged: Range[] = [];
  for (const range of ranges.sort(byFirst)) {
    const last = merged.at(-1);
    if (last !== undefined && last.bits === range.bits && range.first <= last.last + 1n) {
      merged[merged.length - 1] = { bits: last.bits, first: last.first, last: larger(last.last, range.last) };
    } else merged.push(range);
  }
  return new RegoSet(
    merged.map(unmapped).flatMap((range) => (range.written === undefined ? blocks(range) : [range.written])),
  );
}

function larger(left: bigint, right: bigint): bigint {
  return [left, right].reduce((most, value) => (value > most ? value : most));
}

function byFirst(left: Range, right: Range): number {
  if (left.bits !== right.bits) return left.bits - right.bits;
  return left.first < right.first ? -1 : left.first > right.first ? 1 : 0;
}

function blocks({ bits, first, last }: Range): readonly string[] {
  const found: string[] = [];
  let start = first;
  while (start <= last) {
    let host = 0;
    while (host < bits) {
      const size = 1n << BigInt(host + 1);
      if (start % size !== 0n || start + size - 1n > last) break;
      host++;
    }
    found.push(`${addressText(bits, start)}/${bits - host}`);
    start += 1n << BigInt(host);
  }
  return found;
}

type Indexed = readonly (readonly [Value, Value])[];

/** The elements of an operand, each with what stands for it in the answer. */
function indexed(value: Value): Indexed {
  if (typeof value === "string") return [[value, value]];
  if (isArray(value)) return value.map((element, index) => [element, index]);
  if (isSet(value)) return value.values().map((element) => [element, element]);
  return isObject(value) ? objectEntries(value).map(([key, element]) => [element, key]) : [];
}

function blockOf(value: Value): Value {
  const block = isArray(value) ? value[0] : value;
  if (block !== undefined && (isArray(value) || typeof block === "string")) return block;
  throw new BuiltinError("element must be string or non-empty array");
}

function containsMatches(args: Args): Value {
  const [outer, inner] = [indexed(operand(args, 0)), indexed(operand(args, 1))];
  const found = new RegoSet();
  for (const [element, outerIndex] of outer) {
    const cidr = blockOf(element);
    // One by one, as where there is nothing on the other side, nothing is looked at.
    for (const [other, innerIndex] of inner)
      if (contains(text([cidr], 0), text([blockOf(other)], 0))) found.add([outerIndex, innerIndex]);
  }
  return found;
}

const noSpend = () => undefined;

export const networkBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["net.cidr_contains", containsOperands],
  ["net.cidr_overlap", containsOperands],
  ["net.cidr_contains_matches", containsMatches],
  ["net.cidr_intersects", (args) => intersects(rangeOf(text(args, 0)), rangeOf(text(args, 1)))],
  ["net.cidr_expand", (args, { spend = noSpend }) => expand(text(args, 0), spend)],
  ["net.cidr_merge", merge],
]);
