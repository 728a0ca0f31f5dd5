import { valueBuiltins } from "@bylaw/engine/builtins";

/**
 * Base64 of RFC 4648 as an encoder writes it: padded, without line ends, and with no bits left over, so that no two
 * texts mean the same bytes.
 */
export const base64Pattern =
  "^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

/** The same in the alphabet for URLs, where the padding may lack, as it does in JSON Web Tokens. */
export const base64UrlPattern =
  "^(?:[A-Za-z0-9_-]{4})*(?:[A-Za-z0-9_-][AQgw](?:==)?|[A-Za-z0-9_-]{2}[AEIMQUYcgkosw048]=?)?$";

/** Hexadecimal, in either case, of bytes that are UTF-8. */
export const hexPattern = `(?i)^(?:${characters("")})*$`;

/** A text in which each percent sign begins the escapes of a character. */
export const percentPattern = `(?i)^(?:[^%]|${characters("%")})*$`;

/** One character of UTF-8, a mark and two digits for each byte. Source: table 3-7 of the Unicode Standard. */
function characters(mark: string): string {
  const digit = "[0-9a-f]";
  const next = `${mark}[89ab]${digit}`;
  return [
    `${mark}[0-7]${digit}`,
    `${mark}(?:c[2-9a-f]|d${digit})${next}`,
    `${mark}e0${mark}[ab]${digit}${next}`,
    `${mark}(?:e[1-9a-cef]${mark}[89ab]|ed${mark}[89])${digit}${next}`,
    `${mark}(?:f0${mark}[9ab]|f[1-3]${mark}[89ab]|f4${mark}8)${digit}${next}${next}`,
  ].join("|");
}

/**
 * The text in Base64, in the standard alphabet of RFC 4648 and padded.
 *
 * @returns `undefined` when `text` is no such Base64, or its bytes are not UTF-8
 */
export function base64Decode(text: string): string | undefined {
  return matches(base64Pattern, text) ? decoded("base64.decode", text) : undefined;
}

/** The UTF-8 of a text in Base64, in the standard alphabet of RFC 4648 and padded. */
export function base64Encode(text: string): string {
  return encoded("base64.encode", text);
}

/**
 * The text in Base64, in the alphabet of RFC 4648 for URLs; padded or not.
 *
 * @returns `undefined` when `text` is no such Base64, or its bytes are not UTF-8
 */
export function base64UrlDecode(text: string): string | undefined {
  return matches(base64UrlPattern, text) ? decoded("base64url.decode", text) : undefined;
}

/** The UTF-8 of a text in Base64, in the alphabet of RFC 4648 for URLs and without padding. */
export function base64UrlEncode(text: string): string {
  return encoded("base64url.encode_no_pad", text);
}

/**
 * The text whose bytes stand in hexadecimal, in either case.
 *
 * @returns `undefined` when `text` is not two digits for each byte, or the bytes are not UTF-8
 */
export function hexDecode(text: string): string | undefined {
  return matches(hexPattern, text) ? decoded("hex.decode", text) : undefined;
}

/** The UTF-8 of a text in hexadecimal, in small letters. */
export function hexEncode(text: string): string {
  return encoded("hex.encode", text);
}

/**
 * A part of a URL without its escapes, as of RFC 3986: `%2F` is `/`, and `+` stays. Once; what was escaped twice is
 * still escaped.
 *
 * @returns `undefined` when a `%` has no two digits of hex behind it, or the bytes are not UTF-8
 */
export function percentDecode(text: string): string | undefined {
  // OPA's builtin is for queries, where `+` is a space.
  return matches(percentPattern, text) ? decoded("urlquery.decode", text.replaceAll("+", "%2B")) : undefined;
}

/** A text as a part of a URL: the UTF-8 of all but letters, digits, `-`, `.`, `_` and `~` is escaped. */
export function percentEncode(text: string): string {
  return encoded("urlquery.encode", text).replaceAll("+", "%20");
}

/** As the engine matches: in linear time, and however long the text is. */
function matches(pattern: string, text: string): boolean {
  return valueBuiltins.get("regex.match")?.([pattern, text], { now: 0n }) === true;
}

function decoded(builtin: string, text: string): string | undefined {
  const result = encoded(builtin, text);
  // A byte that is no UTF-8 is a lone surrogate in the engine.
  return result.isWellFormed() ? result : undefined;
}

/** What a builtin makes of a text that it takes; a lone surrogate is U+FFFD, as in the JSON that OPA reads. */
function encoded(builtin: string, text: string): string {
  return String(valueBuiltins.get(builtin)?.([text.toWellFormed()], { now: 0n }));
}
