// Source: OPA v1/topdown/parse_units.go and parse_bytes.go.
import { integer, numberOfRatio, type Ratio, ratioOf, rounded } from "../values/number.ts";
import type { Value } from "../values/value.ts";
import { BuiltinError, text, type ValueBuiltin } from "./builtin.ts";

const powers = ["", "k", "m", "g", "t", "p", "e"];

function decimal(unit: string): bigint {
  return 1000n ** BigInt(powers.indexOf(unit));
}

function binary(unit: string): bigint {
  return 1024n ** BigInt(powers.indexOf(unit));
}

/** Splits where the number ends; an `e` begins an exponent only before a digit or sign. */
function amountAndUnit(given: string): readonly [string, string] {
  let index = 0;
  while (index < given.length) {
    const character = given[index] ?? "";
    if (/[eE]/.test(character)) {
      if (!/[\d+-]/.test(given[index + 1] ?? "")) break;
      if (/[+-]/.test(given[index + 1] ?? "")) index++;
      const digits = /^\d*/.exec(given.slice(index + 1))?.[0] ?? "";
      if (digits.length > 6) throw new BuiltinError("exponent too large");
    } else if (!/[\d.+-]/.test(character)) break;
    index++;
  }
  return [given.slice(0, index), given.slice(index)];
}

// Far beyond every unit; what is larger would only cost time.
const maxExponent = 10_000;

function amount(given: string): Ratio {
  const found = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(given);
  const [, sign, whole = "", fraction = "", exponent = "0"] = found ?? [];
  if (found === null || whole + fraction === "") throw new BuiltinError("could not parse amount to a number");
  const power = Number(exponent) - fraction.length;
  if (Math.abs(power) > maxExponent) throw new BuiltinError("exponent too large");
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

function checked(given: string): readonly [string, string] {
  if (given.includes(" ")) throw new BuiltinError("spaces not allowed in resource strings");
  const [number, unit] = amountAndUnit(given);
  if (number === "") throw new BuiltinError("no amount provided");
  return [number, unit];
}

// Go's float64 0.001 as an exact fraction, which OPA multiplies with.
const milli: Ratio = rounded(ratioOf(0.001), 53);

function parseUnits(given: string): Value {
  const [number, rawUnit] = checked(given.replaceAll('"', ""));
  const unit = rawUnit.slice(0, 1) + rawUnit.slice(1).toLowerCase();
  const { numerator, denominator } = amount(number);
  if (unit === "m")
    return tenPlaces({
      numerator: numerator * milli.numerator,
      denominator: denominator * milli.denominator,
    });
  const known = /^(?:|[kK]|M|[gG]|[tT]|[pP]|[eE])$/.test(unit)
    ? decimal(unit.toLowerCase())
    : /^[kKmMgGtTpPeE]i$/.test(unit)
      ? binary(unit.slice(0, 1).toLowerCase())
      : undefined;
  if (known === undefined) throw new BuiltinError(`unit ${unit} not recognized`);
  return tenPlaces({ numerator: numerator * known, denominator });
}

/** Rounded to ten decimal places, halves away from zero, unless it is a whole number. */
function tenPlaces({ numerator, denominator }: Ratio): Value {
  if (numerator % denominator === 0n) return integer(numerator / denominator);
  const scaled = numerator * 10n ** 10n * 2n;
  const half = numerator < 0n ? -denominator : denominator;
  return numberOfRatio({ numerator: (scaled + half) / (denominator * 2n), denominator: 10n ** 10n });
}

function parseBytes(given: string): Value {
  const [number, unit] = checked(given.toLowerCase().replaceAll('"', ""));
  const found = /^(?:([kmgtpe])(b|ib|i)?)?$/.exec(unit);
  if (found === null) throw new BuiltinError(`byte unit ${unit} not recognized`);
  const [, letter = "", suffix = ""] = found;
  const factor = suffix.startsWith("i") ? binary(letter) : decimal(letter);
  const value = rounded(amount(number));
  const product = rounded({ numerator: value.numerator * factor, denominator: value.denominator });
  return integer(product.numerator / product.denominator);
}

export const unitBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["units.parse", (args) => parseUnits(text(args, 0))],
  ["units.parse_bytes", (args) => parseBytes(text(args, 0))],
]);
