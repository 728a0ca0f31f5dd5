// Source: OPA v1/topdown/uuid.go, internal/uuid, and github.com/google/uuid.
import { randomUUID } from "node:crypto";
import { integer } from "../values/number.ts";
import { regoText } from "../values/text.ts";
import type { Value } from "../values/value.ts";
import { operand, text, type ValueBuiltin } from "./builtin.ts";

const dashed = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The 32 digits of a UUID in any of its forms; undefined when it is none. */
function digitsOf(given: string): string | undefined {
  const length = Buffer.byteLength(given);
  if (length === 32) return /^[0-9a-f]{32}$/i.test(given) ? given.toLowerCase() : undefined;
  let middle = given;
  if (length === 45 && /^urn:uuid:/i.test(given)) middle = given.slice(9);
  // Of the form in braces only the middle is looked at.
  else if (length === 38 && given.length === 38) middle = given.slice(1, 37);
  return dashed.test(middle) ? middle.replaceAll("-", "").toLowerCase() : undefined;
}

// From the beginning of the Gregorian calendar to 1970, in steps of 100 ns.
const gregorianSteps = 122_192_928_000_000_000n;
const domains = ["Person", "Group", "Org"];

function parsed(given: string): Value | undefined {
  const digits = digitsOf(given);
  if (digits === undefined) return undefined;
  const at = (from: number, to: number) => Number.parseInt(digits.slice(from, to), 16);
  const version = at(12, 13);
  const known = { version, variant: variantOf(at(16, 18)) };
  if (version !== 1 && version !== 2) return known;
  const steps = (BigInt(at(12, 16) & 0x0fff) << 48n) | (BigInt(at(8, 12)) << 32n) | BigInt(at(0, 8));
  const node = digits.slice(20).match(/../g) ?? [];
  const timed = {
    ...known,
    time: integer((steps - gregorianSteps) * 100n),
    nodeid: node.join("-"),
    macvariables: macVariables(at(20, 22)),
    clocksequence: at(16, 20) & 0x3fff,
  };
  if (version === 1) return timed;
  const domain = at(18, 20);
  return { ...timed, id: at(0, 8), domain: domains[domain] ?? `Domain${domain}` };
}

function variantOf(byte: number): string {
  if ((byte & 0xc0) === 0x80) return "RFC4122";
  if ((byte & 0xe0) === 0xc0) return "Microsoft";
  return (byte & 0xe0) === 0xe0 ? "Future" : "Reserved";
}

function macVariables(byte: number): string {
  return `${(byte & 2) === 2 ? "local" : "global"}:${(byte & 1) === 1 ? "multicast" : "unicast"}`;
}

function random(key: Value, cache: Map<string, Value> | undefined): Value {
  const name = `uuid.rfc4122 ${regoText(key)}`;
  const value = cache?.get(name) ?? randomUUID();
  cache?.set(name, value);
  return value;
}

export const uuidBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["uuid.parse", (args) => parsed(text(args, 0))],
  ["uuid.rfc4122", (args, { cache }) => random(operand(args, 0), cache)],
]);
