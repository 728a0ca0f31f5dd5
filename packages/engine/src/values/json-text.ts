import { stringify } from "lossless-json";
import type { Json } from "./json.ts";

// A number that a double may not keep has at least 16 digits before its point, or an exponent. What stands before a
// number is no quote, which tells it from most strings of digits.
const mayBeInexact = /(?:^|[[:,\s])-?(?:\d{16}|\d+(?:\.\d+)?[eE])/;
// What one of them has: a long text is searched for these sooner than for both at once.
const manyDigits = /\d{16}/;
const exponent = /\d[eE][-+\d]/;
const either = new RegExp(`${manyDigits.source}|${exponent.source}`, "g");
const colon = /\s*:/y;
const partsOfNumbers = /[-+.\deE]*/y;
const numbers = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/g;

/**
 * Reads JSON as OPA does: integers beyond ±2^53 become bigints instead of being rounded.
 *
 * @throws {SyntaxError} when the text is not JSON, or a number is beyond what a double can hold
 */
export function parseJson(text: string): Json {
  if (!(manyDigits.test(text) || exponent.test(text)) || !mayBeInexact.test(text))
    return JSON.parse(text) as Json;
  // Each integer that would be rounded is put into a string that no document can hold by chance. All else stays
  // as it is, for the platform's parser to accept or refuse.
  const mark = `bigint-${crypto.randomUUID()}:`;
  let prepared = "";
  let copied = 0;
  for (const [start, end] of longNumbers(text)) {
    const marked = text.slice(start, end).replace(numbers, (token, fraction?: string, exponent?: string) => {
      const exact = exactInteger(token, fraction, exponent);
      return exact === undefined ? token : `"${mark}${exact}"`;
    });
    // A number in the place of a key is none of JSON, and must not become one by its mark.
    colon.lastIndex = end;
    if (marked.endsWith('"') && colon.test(text)) throw new SyntaxError("a number is no key");
    prepared += text.slice(copied, start) + marked;
    copied = end;
  }
  if (copied === 0) return JSON.parse(text) as Json;
  return withIntegers(JSON.parse(prepared + text.slice(copied)), mark);
}

/** Where, outside of strings, there are characters of numbers in a row, among them such as may not fit into a double. */
function* longNumbers(text: string): Generator<readonly [start: number, end: number]> {
  let from = 0;
  let quote = text.indexOf('"');
  for (;;) {
    either.lastIndex = from;
    const found = either.exec(text)?.index;
    if (found === undefined) return;
    while (quote !== -1 && quote < found) {
      from = endOfString(text, quote);
      quote = text.indexOf('"', from);
    }
    if (from > found) continue;
    let start = found;
    while (start > from && /[-+.\deE]/.test(text.charAt(start - 1))) start--;
    partsOfNumbers.lastIndex = found;
    const end = found + (partsOfNumbers.exec(text)?.[0].length ?? 0);
    yield [start, end];
    from = end;
  }
}

/** Behind the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let at = start; ; ) {
    const end = text.indexOf('"', at + 1);
    if (end === -1) return text.length;
    let escapes = 0;
    while (text.charAt(end - 1 - escapes) === "\\") escapes++;
    if (escapes % 2 === 0) return end + 1;
    at = end;
  }
}

const property = { enumerable: true, configurable: true, writable: true };

/** Puts integers where they are marked. A reviver, which is told of every value, takes several times as long. */
function withIntegers(parsed: unknown, mark: string): Json {
  const exact = (value: unknown) =>
    typeof value === "string" && value.startsWith(mark) ? BigInt(value.slice(mark.length)) : undefined;
  const root = [parsed];
  const waiting: object[] = [root];
  for (let around = waiting.pop(); around !== undefined; around = waiting.pop()) {
    for (const [key, value] of Object.entries(around)) {
      if (typeof value === "object" && value !== null) waiting.push(value);
      const integer = exact(value);
      if (integer === undefined) continue;
      // An ordinary key here, as the parser makes it.
      if (key === "__proto__") Object.defineProperty(around, key, { ...property, value: integer });
      else Reflect.set(around, key, integer);
    }
  }
  return root[0] as Json;
}

/** The digits of an integer that a double does not keep; undefined for every other number. */
function exactInteger(token: string, fraction = "", exponent = ""): string | undefined {
  const double = Number(token);
  if (Number.isSafeInteger(double) || !Number.isInteger(double)) {
    if (Number.isFinite(double)) return undefined;
    throw new SyntaxError(`the number ${token.slice(0, 40)} is too large`);
  }
  const power = Number(exponent.slice(1) || "0") - Math.max(0, fraction.length - 1);
  const digits = token.slice(0, token.length - exponent.length).replace(".", "");
  if (power >= 0) return digits + "0".repeat(power);
  const cut = digits.slice(0, power);
  return /^0*$/.test(digits.slice(power)) ? cut : undefined;
}

/** Writes JSON with every digit of bigints; the counterpart of {@link parseJson}. */
export function stringifyJson(value: Json): string {
  return stringify(value) ?? "null";
}
