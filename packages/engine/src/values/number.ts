// Source: OPA v1/topdown/arithmetic.go: integers are exact, all else is Go's big.Float with 64 bits of mantissa.

export type Numeric = number | bigint;

/** The one form of an integer: a number within ±2^53, a bigint beyond. */
export function integer(value: bigint): Numeric {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}

export function isInteger(value: Numeric): boolean {
  return typeof value === "bigint" || Number.isInteger(value);
}

// Digits that a short text may stand for; OPA has no such limit.
const maxPower = 100_000;

/** A number text of JSON or Rego in its one form; undefined when it is none or beyond a double. */
export function numberOfText(text: string): Numeric | undefined {
  const found = /^(-?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!found) return undefined;
  const double = Number(text);
  if (Number.isSafeInteger(double)) return double === 0 ? 0 : double;
  if (Number.isFinite(double) && !Number.isInteger(double)) return double;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = found;
  const power = Number(exponent) - fraction.length;
  if (Math.abs(power) > maxPower) return undefined;
  const digits = BigInt(whole + fraction);
  const magnitude = power >= 0 ? digits * 10n ** BigInt(power) : digits / 10n ** BigInt(-power);
  return integer(sign === "-" ? -magnitude : magnitude);
}

/** The text of a number as OPA writes it. */
export function textOfNumber(value: Numeric): string {
  if (typeof value === "bigint") return value.toString();
  // Go writes exponents with two digits at least.
  return (Object.is(value, -0) ? "-0" : String(value)).replace(/e([+-])(\d)$/, "e$10$2");
}

/** A fraction; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

export function ratioOf(value: Numeric): Ratio {
  if (isInteger(value)) return { numerator: BigInt(value), denominator: 1n };
  const [, sign, whole = "0", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? [];
  const power = Number(exponent) - fraction.length;
  const digits = BigInt(whole + fraction) * (sign === "-" ? -1n : 1n);
  return power >= 0
    ? { numerator: digits * 10n ** BigInt(power), denominator: 1n }
    : { numerator: digits, denominator: 10n ** BigInt(-power) };
}

const mantissaBits = 64;

function bitLength(value: bigint): number {
  const digits = value.toString(16);
  return (digits.length - 1) * 4 + (32 - Math.clz32(Number.parseInt(digits[0] ?? "0", 16)));
}

/** Rounds to a mantissa of so many bits, half to even. */
export function rounded({ numerator, denominator }: Ratio, bits = mantissaBits): Ratio {
  if (numerator === 0n) return { numerator, denominator: 1n };
  const negative = numerator < 0n;
  const magnitude = negative ? -numerator : numerator;
  let shift = bits - (bitLength(magnitude) - bitLength(denominator));
  for (;;) {
    const [top, bottom] =
      shift >= 0 ? [magnitude << BigInt(shift), denominator] : [magnitude, denominator << BigInt(-shift)];
    let mantissa = top / bottom;
    const length = bitLength(mantissa);
    if (length > bits) {
      shift -= length - bits;
      continue;
    }
    const rest = (top % bottom) * 2n;
    if (rest > bottom || (rest === bottom && mantissa % 2n === 1n)) mantissa += 1n;
    const signed = negative ? -mantissa : mantissa;
    return shift >= 0
      ? { numerator: signed, denominator: 1n << BigInt(shift) }
      : { numerator: signed << BigInt(-shift), denominator: 1n };
  }
}

/** The number that is nearest to a fraction. */
export function numberOfRatio(ratio: Ratio): Numeric {
  if (ratio.numerator % ratio.denominator === 0n) return integer(ratio.numerator / ratio.denominator);
  const { numerator, denominator } = rounded(ratio, 53);
  const scale = bitLength(denominator) - 1;
  if (scale <= 1000) return Number(numerator) / Number(denominator);
  return Number(numerator) / 2 ** 1000 / 2 ** (scale - 1000);
}

/** What big.Float makes of a number: 64 bits of mantissa, written in the fewest digits that tell it apart. */
export function floated(value: Numeric): Numeric {
  return typeof value === "bigint" ? ofFloat(rounded(ratioOf(value))) : value;
}

/** The value of a number with 64 bits of mantissa. */
export function withMantissa(value: Numeric): Numeric {
  return typeof value === "bigint" ? numberOfRatio(rounded(ratioOf(value))) : value;
}

/** The number that OPA reads back from the text of a big.Float (Go's `Text('f', -1)`). */
function ofFloat(ratio: Ratio, bits = mantissaBits): Numeric {
  const { numerator, denominator } = ratio;
  const magnitude = (numerator < 0n ? -numerator : numerator) / denominator;
  if (numerator % denominator !== 0n || magnitude < 1n << BigInt(bits)) return numberOfRatio(ratio);
  const spacing = 1n << BigInt(bitLength(magnitude) - bits);
  const isEven = (magnitude / spacing) % 2n === 0n;
  const digits = shortestDigits(magnitude, spacing / 2n, isEven);
  return numerator < 0n ? -digits : digits;
}

/** The digits that Go's `roundShortest` (math/big/ftoa.go) takes, with its habits near zeros at the end. */
function shortestDigits(value: bigint, half: bigint, inclusive: boolean): bigint {
  const text = value.toString();
  const lower = (value - half).toString().replace(/0+$/, "");
  const upper = (value + half).toString().replace(/0+$/, "");
  for (let index = 0; index < text.length; index++) {
    const digit = Number(text[index]);
    const [low, high] = [Number(lower[index] ?? 0), Number(upper[index] ?? 0)];
    const mayFall = low !== digit || (inclusive && index + 1 === lower.length);
    const mayRise = digit !== high && (inclusive || digit + 1 < high || index + 1 < upper.length);
    if (!mayFall && !mayRise) continue;
    const unit = 10n ** BigInt(text.length - index - 1);
    const [down, rest] = [value / unit, (value % unit) * 2n];
    const rises = mayFall && mayRise ? rest > unit || (rest === unit && down % 2n === 1n) : mayRise;
    return (rises ? down + 1n : down) * unit;
  }
  return value;
}

/** To the nearest integer, halves away from zero; the half is added with 64 bits of mantissa. */
export function roundedToInteger(value: Numeric): Numeric {
  const { numerator, denominator } = rounded(ratioOf(value));
  const half = numerator < 0n ? -denominator : denominator;
  const sum = rounded({ numerator: numerator * 2n + half, denominator: denominator * 2n });
  return integer(sum.numerator / sum.denominator);
}

type Combine = (left: Ratio, right: Ratio) => Ratio;

function float(left: Numeric, right: Numeric, combine: Combine, double: number): Numeric {
  return signedZero(ofFloat(rounded(combine(rounded(ratioOf(left)), rounded(ratioOf(right))))), double);
}

/** Floats have a negative zero, which fractions have not: doubles know its sign. */
function signedZero(value: Numeric, double: number): Numeric {
  return value === 0 && (double < 0 || Object.is(double, -0)) ? -0 : value;
}

export function add(left: Numeric, right: Numeric): Numeric {
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
    const sum = Number(left) + Number(right);
    if (Number.isSafeInteger(sum)) return sum;
  }
  if (isInteger(left) && isInteger(right)) return integer(BigInt(left) + BigInt(right));
  return float(
    left,
    right,
    (a, b) => ({
      numerator: a.numerator * b.denominator + b.numerator * a.denominator,
      denominator: a.denominator * b.denominator,
    }),
    Number(left) + Number(right),
  );
}

export function negated(value: Numeric): Numeric {
  return value === 0 ? 0 : -value;
}

export function subtract(left: Numeric, right: Numeric): Numeric {
  return add(left, negated(right));
}

export function multiply(left: Numeric, right: Numeric): Numeric {
  if (isInteger(left) && isInteger(right)) {
    const product = Number(left) * Number(right);
    if (Number.isSafeInteger(product)) return product === 0 ? 0 : product;
    return integer(BigInt(left) * BigInt(right));
  }
  return float(
    left,
    right,
    (a, b) => ({
      numerator: a.numerator * b.numerator,
      denominator: a.denominator * b.denominator,
    }),
    Number(left) * Number(right),
  );
}

/** The product of all; where one is no integer, with 53 bits of mantissa, as OPA begins with `big.NewFloat(1)`. */
export function productOf(values: readonly Numeric[]): Numeric {
  if (values.every(isInteger)) return values.reduce(multiply, 1);
  let product: Ratio = { numerator: 1n, denominator: 1n };
  for (const value of values) {
    const { numerator, denominator } = rounded(ratioOf(value));
    product = rounded(
      { numerator: product.numerator * numerator, denominator: product.denominator * denominator },
      53,
    );
  }
  return signedZero(
    ofFloat(product, 53),
    values.reduce<number>((double, value) => double * Number(value), 1),
  );
}

/** @param right not zero */
export function divide(left: Numeric, right: Numeric): Numeric {
  if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
    const quotient = Number(left) / Number(right);
    // Also the negative zero, which OPA keeps here alone.
    if (Number.isSafeInteger(quotient)) return quotient;
  }
  return float(
    left,
    right,
    (a, b) => {
      const sign = b.numerator < 0n ? -1n : 1n;
      return {
        numerator: sign * a.numerator * b.denominator,
        denominator: sign * a.denominator * b.numerator,
      };
    },
    Number(left) / Number(right),
  );
}

/** Towards zero. */
export function truncated(value: Numeric): Numeric {
  if (typeof value === "bigint") return value;
  const whole = Math.trunc(value);
  return whole === 0 ? 0 : whole;
}
