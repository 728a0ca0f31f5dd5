import type { Quantity } from "./quantity.ts";

/** `digits` times ten to the power of `exponent`. */
interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

/** A decimal number as text, without zeros that say nothing. */
export interface DecimalText {
  /** The digits before the point; empty below one. */
  readonly whole: string;
  /** The digits behind it; empty when there are none. */
  readonly fraction: string;
}

/** The form of an amount: digits before and behind the point, and the suffix. */
export const quantityPattern = "^\\+?(?:([0-9]+)(?:\\.([0-9]*))?|\\.([0-9]+))([numkMGTPE]|[KMGTPE]i)?$";

const form = new RegExp(quantityPattern);

const powersOfTen = new Map([
  ["n", -9],
  ["u", -6],
  ["m", -3],
  ["", 0],
  ["k", 3],
  ["M", 6],
  ["G", 9],
  ["T", 12],
  ["P", 15],
  ["E", 18],
]);
const powersOfTwo = new Map([
  ["Ki", 10],
  ["Mi", 20],
  ["Gi", 30],
  ["Ti", 40],
  ["Pi", 50],
  ["Ei", 60],
]);

interface Amount extends DecimalText {
  readonly suffix: string;
}

function amountOf(text: string): Amount | undefined {
  const match = form.exec(text);
  if (match === null) return undefined;
  const [, whole = "", after = "", alone = "", suffix = ""] = match;
  return { whole: whole.replace(/^0+/, ""), fraction: withoutZerosBehind(`${after}${alone}`), suffix };
}

/** A loop, since an expression that looks for zeros at the end may try each run of zeros in vain. */
function withoutZerosBehind(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  return digits.slice(0, end);
}

/**
 * What an amount with each suffix is compared with: the limit divided by what the suffix stands for, exactly.
 *
 * @returns by suffix; `""` is none
 * @throws TypeError when `limit` is no amount that is compared
 */
export function quantityLimits(limit: string): ReadonlyMap<string, DecimalText> {
  const amount = amountOf(limit);
  if (amount === undefined) throw new TypeError(`${JSON.stringify(limit)} is no amount such as 500m or 1Gi`);
  const { whole, fraction, suffix } = amount;
  const digits = BigInt(`0${whole}${fraction}`) * 2n ** BigInt(powersOfTwo.get(suffix) ?? 0);
  const value: Decimal = { digits, exponent: (powersOfTen.get(suffix) ?? 0) - fraction.length };
  const decimally = [...powersOfTen].map(([one, power]): [string, Decimal] => [
    one,
    { digits: value.digits, exponent: value.exponent - power },
  ]);
  // A half is 5 × 10⁻¹.
  const byTwo = [...powersOfTwo].map(([one, power]): [string, Decimal] => [
    one,
    { digits: value.digits * 5n ** BigInt(power), exponent: value.exponent - power },
  ]);
  return new Map([...decimally, ...byTwo].map(([one, decimal]) => [one, decimalText(decimal)]));
}

function decimalText({ digits, exponent }: Decimal): DecimalText {
  const text = digits.toString() + "0".repeat(Math.max(exponent, 0));
  const decimals = Math.max(-exponent, 0);
  const padded = text.padStart(decimals, "0");
  return {
    whole: padded.slice(0, padded.length - decimals).replace(/^0+/, ""),
    fraction: withoutZerosBehind(padded.slice(padded.length - decimals)),
  };
}

/** Negative, zero or positive as `left` is less than `right`, the same, or more. */
function compareDecimals(left: DecimalText, right: DecimalText): number {
  if (left.whole.length !== right.whole.length) return left.whole.length - right.whole.length;
  if (left.whole !== right.whole) return left.whole < right.whole ? -1 : 1;
  if (left.fraction !== right.fraction) return left.fraction < right.fraction ? -1 : 1;
  return 0;
}

/**
 * Whether an amount of Kubernetes is at most a limit, exactly: `0.5` is at most `500m`, `1G` at most `1Gi`.
 *
 * An amount is what Kubernetes' `resource.Quantity` takes, but no negative one, and none with an exponent; a number is
 * one when it is whole.
 *
 * @param limit a literal or constant, such as `500m` or `1Gi`
 * @returns `undefined` when `quantity` is no such amount: write `!== true` where that must deny
 * @throws TypeError when `limit` is no such amount
 */
export function quantityAtMost(quantity: Quantity, limit: string): boolean | undefined {
  const order = compareQuantity(quantity, limit);
  return order === undefined ? undefined : order <= 0;
}

/**
 * Whether an amount of Kubernetes is at least a limit, as {@link quantityAtMost}.
 *
 * @param limit a literal or constant, such as `500m` or `1Gi`
 * @returns `undefined` when `quantity` is no such amount
 * @throws TypeError when `limit` is no such amount
 */
export function quantityAtLeast(quantity: Quantity, limit: string): boolean | undefined {
  const order = compareQuantity(quantity, limit);
  return order === undefined ? undefined : order >= 0;
}

function compareQuantity(quantity: Quantity, limit: string): number | undefined {
  const limits = quantityLimits(limit);
  if (typeof quantity === "number" && !Number.isSafeInteger(quantity)) return undefined;
  const amount = amountOf(String(quantity));
  const bound = amount === undefined ? undefined : limits.get(amount.suffix);
  return amount === undefined || bound === undefined ? undefined : compareDecimals(amount, bound);
}
