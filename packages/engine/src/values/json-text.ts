import { stringify } from "lossless-json";
import type { Json } from "./json.ts";

// A number that a double may not keep has at least 16 digits before its point, or an exponent. What stands before a
// number is no quote, which tells it from most strings of digits.
const mayBeInexact = /(?:^|[[:,\s])-?(?:\d{16}|\d+(?:\.\d+)?[eE])/;
// What one of them has: a long text is searched for these sooner than for both at once.
const manyDigits = /\d{16}/;
const exponent = /\d[eE][-+\d]/;
const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/g;

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
  let marked = 0;
  const prepared = text.replace(stringOrNumber, (token: string, fraction?: string, exponent?: string) => {
    if (token.startsWith('"')) return token;
    const exact = exactInteger(token, fraction, exponent);
    if (exact === undefined) return token;
    marked++;
    return `"${mark}${exact}"`;
  });
  if (marked === 0) return JSON.parse(text) as Json;
  // A number in the place of a key is none of JSON, and must not become one by its mark.
  if (new RegExp(`"${mark}[^"]*"\\s*:`).test(prepared)) throw new SyntaxError("a number is no key");
  return withIntegers(JSON.parse(prepared), mark);
}

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
      // A key may be `__proto__`.
      if (integer !== undefined)
        Object.defineProperty(around, key, {
          value: integer,
          enumerable: true,
          configurable: true,
          writable: true,
        });
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
