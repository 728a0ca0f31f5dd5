import {
  backslash,
  bigE,
  closeArray,
  closeObject,
  colon,
  comma,
  isDigit,
  minus,
  openArray,
  openObject,
  point,
  quote,
  smallA,
  smallE,
  smallF,
  smallU,
  zero,
} from "./bytes";

const maxDepth: i32 = 60;
const longestNumber: usize = 300;

/** Whether bytes beyond ASCII were met, which must then be found to be UTF-8. */
export let beyondAscii: bool = false;

export function beginLine(): void {
  beyondAscii = false;
}

/** Passes over a value. @returns the place behind it; 0 when it is not sure that this is one */
export function skip(start: usize, depth: i32): usize {
  const byte = load<u8>(start);
  if (byte === quote) {
    const end = string(start + 1);
    return end === 0 ? 0 : end + 1;
  }
  if (byte === openObject) return depth > maxDepth ? 0 : skipObject(start, depth);
  if (byte === openArray) return depth > maxDepth ? 0 : skipArray(start, depth);
  if (byte === minus || isDigit(byte)) return number(start);
  const letters = load<u32>(start);
  if (letters === 0x65757274 || letters === 0x6c6c756e) return start + 4;
  return letters === 0x736c6166 && load<u8>(start + 4) === smallE ? start + 5 : 0;
}

function skipObject(start: usize, depth: i32): usize {
  let at = start + 1;
  if (load<u8>(at) === closeObject) return at + 1;
  while (true) {
    if (load<u8>(at) !== quote) return 0;
    at = string(at + 1);
    if (at === 0 || load<u8>(at + 1) !== colon) return 0;
    at = skip(at + 2, depth + 1);
    if (at === 0) return 0;
    const next = load<u8>(at++);
    if (next === closeObject) return at;
    if (next !== comma) return 0;
  }
}

function skipArray(start: usize, depth: i32): usize {
  let at = start + 1;
  if (load<u8>(at) === closeArray) return at + 1;
  while (true) {
    at = skip(at, depth + 1);
    if (at === 0) return 0;
    const next = load<u8>(at++);
    if (next === closeArray) return at;
    if (next !== comma) return 0;
  }
}

/** The next byte that ends a plain piece of a string: a quote, a backslash, a control character, one beyond ASCII. */
function special(start: usize): usize {
  let at = start;
  while (true) {
    const bytes = v128.load(at);
    // As signed numbers, those beyond ASCII are below the first letter as well.
    const ends = v128.or(
      i8x16.lt_s(bytes, i8x16.splat(0x20)),
      v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
    );
    const found = i8x16.bitmask(ends);
    if (found !== 0) return at + ctz(found);
    at += 16;
  }
}

/** @returns the place of the closing quote; 0 when not sure */
function string(start: usize): usize {
  let at = start;
  while (true) {
    at = special(at);
    const byte = load<u8>(at);
    if (byte === quote) return at;
    if (byte < 0x20) return 0;
    if (byte === backslash) {
      const escaped = load<u8>(at + 1);
      if (escaped === smallU) {
        for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(load<u8>(digit))) return 0;
        at += 6;
      } else if (isEscape(escaped)) at += 2;
      else return 0;
    } else {
      beyondAscii = true;
      at++;
    }
  }
}

/** A string without escapes. @returns the place of the closing quote; 0 when not sure */
export function plainString(start: usize): usize {
  let at = start;
  while (true) {
    at = special(at);
    const byte = load<u8>(at);
    if (byte === quote) return at;
    if (byte < 0x80) return 0;
    beyondAscii = true;
    at++;
  }
}

/** Without an exponent, and short enough that no double is beyond its bounds. */
function number(start: usize): usize {
  let at = load<u8>(start) === minus ? start + 1 : start;
  const whole = at;
  while (isDigit(load<u8>(at))) at++;
  if (at === whole || (load<u8>(whole) === zero && at > whole + 1)) return 0;
  if (load<u8>(at) === point) {
    const fraction = ++at;
    while (isDigit(load<u8>(at))) at++;
    if (at === fraction) return 0;
  }
  const next = load<u8>(at);
  return next === smallE || next === bigE || at - start > longestNumber ? 0 : at;
}

function isHexDigit(byte: u8): bool {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= smallA && byte <= smallF);
}

function isEscape(byte: u8): bool {
  return (
    byte === quote ||
    byte === backslash ||
    byte === 0x2f ||
    byte === 0x62 ||
    byte === smallF ||
    byte === 0x6e ||
    byte === 0x72 ||
    byte === 0x74
  );
}
