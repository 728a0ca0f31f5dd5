import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import ipaddr from "ipaddr.js";
import { integer, isList, isNumber, isRecord } from "./json-value.ts";
import type { Random } from "./random.ts";

/** Which side of a comparison is to be given another value. */
export type OperandSide = "left" | "right";

const mostMembers = 8;

/**
 * Gives values for one side of a comparison with which it comes out one way or the other, the likeliest to hold first.
 *
 * @param operator as evidence has it: `==`, `in`, `startswith`
 * @param side the side that is replaced
 * @param value what is there now
 * @param other the other side
 */
export type ValuesFor = (operator: string, side: OperandSide, value: Json, other: Json) => readonly Json[];

export function createValuesFor(random: Random): ValuesFor {
  const matching = createMatching(random);
  return (operator, side, value, other) => valuesFor(operator, side, value, other, matching);
}

function valuesFor(
  operator: string,
  side: OperandSide,
  value: Json,
  other: Json,
  matching: Matching,
): readonly Json[] {
  switch (operator) {
    case "==":
    case "!=":
      return [other, ...near(other)];
    case "<":
    case "<=":
    case ">":
    case ">=":
      return [other, ...around(other)];
    case "in":
      return side === "left" ? [...members(other), "a"] : [withMember(value, other), []];
    case "contains":
      return side === "left"
        ? texts(other, (o) => [o, `${text(value)}${o}`, ""])
        : texts(other, (o) => [o, o.slice(0, 1), ""]);
    case "startswith":
      return side === "left"
        ? texts(other, (o) => [o, `${o}a`, `${o}/a`, o.slice(0, -1), `a${o}`])
        : texts(other, (o) => [o, o.slice(0, 1), "", `${o}a`]);
    case "endswith":
      return side === "left"
        ? texts(other, (o) => [o, `a${o}`, `a/${o}`, o.slice(1), `${o}a`])
        : texts(other, (o) => [o, o.slice(-1), "", `a${o}`]);
    case "strings.any_prefix_match":
      return (isList(other) ? other : [other])
        .slice(0, mostMembers)
        .flatMap((one) => texts(one, (o) => [o, `${o}a`]));
    case "strings.any_suffix_match":
      return (isList(other) ? other : [other])
        .slice(0, mostMembers)
        .flatMap((one) => texts(one, (o) => [o, `a${o}`]));
    case "regex.match":
      // Hardly a pattern lets both of the last through.
      return side === "left" ? texts(other, (o) => [...matching(o), "", " "]) : [];
    case "glob.match":
      return side === "left" ? texts(other, globbed) : [];
    case "net.cidr_contains":
      return side === "left" ? texts(other, addressesAround) : texts(other, (o) => [`${o}/32`, "0.0.0.0/0"]);
    default:
      return [other];
  }
}

function text(value: Json): string {
  return typeof value === "string" ? value : "";
}

function texts(value: Json, made: (text: string) => readonly string[]): readonly Json[] {
  return typeof value === "string" ? made(value) : [];
}

/** Values that are almost the same. */
function near(value: Json): readonly Json[] {
  if (typeof value === "string") {
    const changedCase = value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
    return [`${value}a`, value.slice(0, -1), changedCase];
  }
  if (isNumber(value)) return around(value);
  if (typeof value === "boolean") return [!value];
  if (isList(value)) return [[], value.slice(0, -1), [...value, "a"]];
  return isRecord(value) ? [{}] : [];
}

const second = 1_000_000_000;

function around(value: Json): readonly Json[] {
  if (typeof value === "number") {
    // A large number counts nanoseconds, of which a text of a time may have but whole milliseconds.
    const steps = Math.abs(value) >= second ? [1, -1, second, -second] : [1, -1];
    return steps.map((step) => value + step);
  }
  if (typeof value === "bigint") return [1n, -1n, 3_600_000_000_000n].map((step) => integer(value + step));
  if (typeof value === "string") return [`${value}a`, value.slice(0, -1)];
  return [];
}

function members(collection: Json): readonly Json[] {
  if (typeof collection !== "object" || collection === null) return [];
  return Object.values(collection).slice(0, mostMembers);
}

function withMember(collection: Json, member: Json): Json {
  if (isRecord(collection)) return { ...collection, a: member };
  return isList(collection) ? [...collection, member] : [member];
}

const maxPattern = 1_000;
const mostPatterns = 500;
/** Of each pattern so many texts are made, once: to read a pattern takes longer than a decision. */
const madeOfOne = 24;
const triedOfOne = 3;

/** Texts that match, and what a pattern without anchors or with a wide class lets through. */
type Matching = (pattern: string) => readonly string[];

function createMatching(random: Random): Matching {
  const known = new Map<string, readonly string[]>();
  return (pattern) => {
    const texts = known.get(pattern) ?? (known.size < mostPatterns ? textsOf(pattern, random) : []);
    known.set(pattern, texts);
    const chosen = texts.length === 0 ? [] : Array.from({ length: triedOfOne }, () => random.pick(texts));
    return chosen.flatMap((one) => [one, `a${one}`, `${one}a`]);
  };
}

function textsOf(pattern: string, random: Random): readonly string[] {
  if (pattern.length > maxPattern) return [];
  try {
    const arbitrary = fc.stringMatching(new RegExp(pattern), { maxLength: 40 });
    return fc.sample(arbitrary, { numRuns: madeOfOne, seed: random.below(1 << 30) });
  } catch {
    // Go's syntax has what JavaScript's or the generator lacks.
    return [];
  }
}

/** What a pattern of globs stands for, with few and with more parts. */
function globbed(pattern: string): readonly string[] {
  const plain = (star: string, stars: string) =>
    pattern
      .replace(/\{([^,}]*)[^}]*\}/g, "$1")
      .replace(/\[!?(.)[^\]]*\]/g, "$1")
      .replaceAll("**", stars)
      .replaceAll("*", star)
      .replaceAll("?", "a");
  return [plain("a", "a/b"), plain("a/b", "a/b"), plain("", ""), plain("a.b", "a.b"), `${plain("a", "a")}a`];
}

/** The ends of a block of addresses, and those just outside. */
function addressesAround(block: string): readonly string[] {
  try {
    if (block.includes(":")) {
      const [address] = ipaddr.IPv6.parseCIDR(block);
      return [address.toString(), "2001:db8::1"];
    }
    const first = ipaddr.IPv4.networkAddressFromCIDR(block).octets;
    const last = ipaddr.IPv4.broadcastAddressFromCIDR(block).octets;
    const ends = [
      numberOf(first),
      numberOf(first) + 1,
      numberOf(last),
      numberOf(last) + 1,
      numberOf(first) - 1,
    ];
    return ends.filter((one) => one >= 0 && one < 2 ** 32).map(dotted);
  } catch {
    return [];
  }
}

function numberOf(octets: readonly number[]): number {
  return octets.reduce((sum, octet) => sum * 256 + octet, 0);
}

function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}
