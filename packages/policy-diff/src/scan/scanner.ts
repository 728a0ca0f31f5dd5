import { isUtf8 } from "node:buffer";
import type { Wanted } from "./wanted.ts";

/** What was found in a line. The places are in the buffer that was scanned; `end` is the first byte after. */
export interface Scanned {
  /** The needed parts, as they are written; equal for lines that are alike in all of them. */
  readonly projection: string;
  readonly decisionId: Span;
  readonly timestamp: Span;
}

export interface Span {
  start: number;
  end: number;
}

/**
 * Finds the needed parts of an event in the bytes of its line, without making values of the rest. It gives nothing
 * where it is not sure: what is no JSON without blanks, keys with escapes or twice, numbers with exponents, deep
 * nesting. What it does give is a line that a JSON parser accepts, and reads to the same parts.
 */
export class LineScanner {
  readonly #root: Wanted;
  readonly #lastLine: Int32Array;
  readonly #scratch = Buffer.allocUnsafe(maxProjection + 16);
  readonly #decisionId: Span = { start: 0, end: 0 };
  readonly #timestamp: Span = { start: 0, end: 0 };
  #buffer: Buffer = Buffer.alloc(0);
  #length = 0;
  #line = 0;
  #beyondAscii = false;

  constructor(root: Wanted) {
    this.#root = root;
    this.#lastLine = new Int32Array(placesIn(root));
  }

  /**
   * @param buffer with the line from `start` up to `end`, behind which stands a line break
   * @returns valid until the next call; undefined where the line must be parsed
   */
  scan(buffer: Buffer, start: number, end: number): Scanned | undefined {
    this.#buffer = buffer;
    this.#length = 0;
    this.#line++;
    this.#beyondAscii = false;
    this.#decisionId.end = 0;
    this.#timestamp.end = 0;
    if (buffer[start] !== code.openObject || this.#object(start, this.#root, 0) !== end) return undefined;
    if (this.#beyondAscii && !isUtf8(buffer.subarray(start, end))) return undefined;
    if (this.#decisionId.end === 0 || this.#timestamp.end === 0) return undefined;
    return {
      projection: this.#scratch.toString("latin1", 0, this.#length),
      decisionId: this.#decisionId,
      timestamp: this.#timestamp,
    };
  }

  /** Reads an object at which parts are wanted. @returns the place behind it; -1 when not sure */
  #object(start: number, wanted: Wanted, depth: number): number {
    const buffer = this.#buffer;
    let at = start + 1;
    if (buffer[at] === code.closeObject) return at + 1;
    for (;;) {
      if (buffer[at] !== code.quote) return -1;
      const keyStart = at + 1;
      const keyEnd = this.#plainString(keyStart);
      if (keyEnd < 0 || buffer[keyEnd + 1] !== code.colon) return -1;
      const inner = find(buffer, keyStart, keyEnd, wanted.inside);
      at = inner === undefined ? this.#skip(keyEnd + 2, depth + 1) : this.#take(keyEnd + 2, inner, depth + 1);
      if (at < 0) return -1;
      const next = buffer[at];
      at++;
      if (next === code.closeObject) return at;
      if (next !== code.comma) return -1;
    }
  }

  #take(start: number, wanted: Wanted, depth: number): number {
    // A key that is there twice: a parser takes the last.
    if (this.#lastLine[wanted.id] === this.#line) return -1;
    this.#lastLine[wanted.id] = this.#line;
    if (wanted.role !== "part") {
      if (this.#buffer[start] !== code.quote) return -1;
      const end = this.#plainString(start + 1);
      if (end <= start + 1) return -1;
      const span = wanted.role === "decisionId" ? this.#decisionId : this.#timestamp;
      span.start = start + 1;
      span.end = end;
      return end + 1;
    }
    if (!wanted.whole && this.#buffer[start] === code.openObject) {
      if (!this.#note(wanted.id, start, start + 1)) return -1;
      return wanted.inside.length > 0 ? this.#object(start, wanted, depth) : this.#skip(start, depth);
    }
    const end = this.#skip(start, depth);
    return end < 0 || !this.#note(wanted.id, start, end) ? -1 : end;
  }

  /** Adds a part to the projection. Line breaks, which no line has in it, hold the parts apart. */
  #note(id: number, start: number, end: number): boolean {
    const scratch = this.#scratch;
    let length = this.#length;
    if (length + (end - start) > maxProjection) return false;
    scratch[length++] = code.newline;
    scratch[length++] = id & 0xff;
    scratch[length++] = id >> 8;
    const buffer = this.#buffer;
    if (end - start > 48) {
      buffer.copy(scratch, length, start, end);
      length += end - start;
    } else for (let at = start; at < end; at++) scratch[length++] = buffer[at] ?? 0;
    this.#length = length;
    return true;
  }

  /** Passes over a value. @returns the place behind it; -1 when it is not sure that this is one */
  #skip(start: number, depth: number): number {
    const buffer = this.#buffer;
    const first = buffer[start] ?? 0;
    if (first === code.quote) {
      const end = this.#string(start + 1);
      return end < 0 ? -1 : end + 1;
    }
    if (first === code.openObject) return depth > maxDepth ? -1 : this.#skipObject(start, depth);
    if (first === code.openArray) return depth > maxDepth ? -1 : this.#skipArray(start, depth);
    if (first === code.minus || (first >= code.zero && first <= code.nine)) return this.#number(start);
    if (first === code.t) return this.#word(start, 0x74727565);
    if (first === code.n) return this.#word(start, 0x6e756c6c);
    if (first === code.f && buffer[start + 4] === code.e) {
      const end = this.#word(start, 0x66616c73);
      return end < 0 ? -1 : end + 1;
    }
    return -1;
  }

  #skipObject(start: number, depth: number): number {
    const buffer = this.#buffer;
    let at = start + 1;
    if (buffer[at] === code.closeObject) return at + 1;
    for (;;) {
      if (buffer[at] !== code.quote) return -1;
      at = this.#string(at + 1);
      if (at < 0 || buffer[at + 1] !== code.colon) return -1;
      at = this.#skip(at + 2, depth + 1);
      if (at < 0) return -1;
      const next = buffer[at];
      at++;
      if (next === code.closeObject) return at;
      if (next !== code.comma) return -1;
    }
  }

  #skipArray(start: number, depth: number): number {
    const buffer = this.#buffer;
    let at = start + 1;
    if (buffer[at] === code.closeArray) return at + 1;
    for (;;) {
      at = this.#skip(at, depth + 1);
      if (at < 0) return -1;
      const next = buffer[at];
      at++;
      if (next === code.closeArray) return at;
      if (next !== code.comma) return -1;
    }
  }

  /** @returns the place of the closing quote */
  #string(start: number): number {
    const buffer = this.#buffer;
    let at = start;
    for (;;) {
      // Control characters, the line break behind the line among them, end this loop.
      while (special[buffer[at] ?? 0] === 0) at++;
      const byte = buffer[at];
      if (byte === code.quote) return at;
      if (byte === undefined || byte < 0x20) return -1;
      if (byte === code.backslash) {
        const escaped = buffer[at + 1] ?? 0;
        if (escaped === code.u) {
          for (let digit = at + 2; digit < at + 6; digit++) if (!isHexDigit(buffer[digit] ?? 0)) return -1;
          at += 6;
        } else if (escapes[escaped] === 1) at += 2;
        else return -1;
      } else {
        this.#beyondAscii = true;
        at++;
      }
    }
  }

  /** A string without escapes. @returns the place of the closing quote */
  #plainString(start: number): number {
    const buffer = this.#buffer;
    let at = start;
    for (;;) {
      while (special[buffer[at] ?? 0] === 0) at++;
      const byte = buffer[at];
      if (byte === code.quote) return at;
      if (byte === undefined || byte < 0x80) return -1;
      this.#beyondAscii = true;
      at++;
    }
  }

  /** Without an exponent, and short enough that no double is beyond its bounds. */
  #number(start: number): number {
    const buffer = this.#buffer;
    let at = buffer[start] === code.minus ? start + 1 : start;
    const whole = at;
    while (isDigit(buffer[at] ?? 0)) at++;
    if (at === whole || (buffer[whole] === code.zero && at > whole + 1)) return -1;
    if (buffer[at] === code.point) {
      const fraction = ++at;
      while (isDigit(buffer[at] ?? 0)) at++;
      if (at === fraction) return -1;
    }
    const next = buffer[at];
    return next === code.e || next === code.bigE || at - start > 300 ? -1 : at;
  }

  #word(start: number, letters: number): number {
    if (start + 4 > this.#buffer.length) return -1;
    return this.#buffer.readInt32BE(start) === letters ? start + 4 : -1;
  }
}

const maxProjection = 1 << 15;
const maxDepth = 60;

const code = {
  newline: 0x0a,
  quote: 0x22,
  comma: 0x2c,
  minus: 0x2d,
  point: 0x2e,
  zero: 0x30,
  nine: 0x39,
  colon: 0x3a,
  bigE: 0x45,
  openArray: 0x5b,
  backslash: 0x5c,
  closeArray: 0x5d,
  e: 0x65,
  f: 0x66,
  n: 0x6e,
  t: 0x74,
  u: 0x75,
  openObject: 0x7b,
  closeObject: 0x7d,
} as const;

/** Bytes at which a string is looked at more closely. */
const special = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === code.quote || byte === code.backslash || byte >= 0x80 ? 1 : 0,
);
const escapes = Uint8Array.from({ length: 256 }, (_, byte) =>
  '"\\/bfnrt'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

function isDigit(byte: number): boolean {
  return byte >= code.zero && byte <= code.nine;
}

function isHexDigit(byte: number): boolean {
  return isDigit(byte) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}

function find(buffer: Buffer, start: number, end: number, among: readonly Wanted[]): Wanted | undefined {
  const length = end - start;
  search: for (let index = 0; index < among.length; index++) {
    const wanted = among[index];
    if (wanted === undefined || wanted.key.length !== length) continue;
    const { key } = wanted;
    for (let at = 0; at < length; at++) if (key[at] !== buffer[start + at]) continue search;
    return wanted;
  }
  return undefined;
}

function placesIn(wanted: Wanted): number {
  return wanted.inside.reduce((most, inner) => Math.max(most, placesIn(inner)), wanted.id + 1);
}
