// Source: OPA internal/semver/semver.go, which is stricter than npm's in some places and laxer in others.
import type { Value } from "../values/value.ts";
import { BuiltinError, text, type ValueBuiltin } from "./builtin.ts";

interface Version {
  readonly numbers: readonly bigint[];
  readonly preRelease: readonly string[];
}

const identifiers = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;
const int64 = 2n ** 63n;

function version(given: string): Version | undefined {
  const [beforeMetadata, metadata] = cut(given.replace(/^v/, ""), "+");
  if (metadata !== undefined && !identifiers.test(metadata)) return undefined;
  const [core, preRelease] = cut(beforeMetadata, "-");
  if (preRelease !== undefined && !identifiers.test(preRelease)) return undefined;
  const named = preRelease?.split(".") ?? [];
  if (named.some((identifier) => /^0\d+$/.test(identifier))) return undefined;
  const parts = core.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^(?:0|[1-9]\d{0,18})$/.test(part))) return undefined;
  const numbers = parts.map(BigInt);
  return numbers.every((part) => part < int64) ? { numbers, preRelease: named } : undefined;
}

function cut(given: string, separator: string): readonly [string, string | undefined] {
  const at = given.indexOf(separator);
  return at < 0 ? [given, undefined] : [given.slice(0, at), given.slice(at + 1)];
}

function compare(left: Version, right: Version): number {
  for (const [index, number] of left.numbers.entries()) {
    const other = right.numbers[index] ?? 0n;
    if (number !== other) return number < other ? -1 : 1;
  }
  const [a, b] = [left.preRelease, right.preRelease];
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (const [index, identifier] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    const order = compareIdentifiers(identifier, other);
    if (order !== 0) return order;
  }
  return a.length < b.length ? -1 : 0;
}

function compareIdentifiers(left: string, right: string): number {
  if (left === right) return 0;
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
  if (leftIsNumber) return BigInt(left) < BigInt(right) ? -1 : BigInt(left) > BigInt(right) ? 1 : 0;
  return left < right ? -1 : 1;
}

function required(args: readonly Value[], position: number): Version {
  const found = version(text(args, position));
  if (found === undefined) throw new BuiltinError(`operand ${position + 1}: not a valid SemVer`);
  return found;
}

export const versionBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["semver.is_valid", ([given]) => typeof given === "string" && version(given) !== undefined],
  ["semver.compare", (args) => compare(required(args, 0), required(args, 1))],
]);
