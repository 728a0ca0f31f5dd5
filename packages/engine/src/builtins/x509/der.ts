// Source: golang.org/x/crypto/cryptobyte, which Go reads certificates with: DER and nothing laxer.
import { BuiltinError } from "../builtin.ts";

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** A tag of the kind `[n]` in ASN.1. */
export const context = (number: number) => 0x80 | number;
/** The same around other elements. */
export const contextAround = (number: number) => 0xa0 | number;

export interface Element {
  readonly tag: number;
  /** The element with its tag and length. */
  readonly raw: Buffer;
  readonly content: Buffer;
}

/** An object identifier's numbers. */
export type Oid = readonly number[];

export function malformed(what: string): never {
  throw new BuiltinError(`x509: malformed ${what}`);
}

/** Reads one element after another. Every method throws a {@link BuiltinError} where Go's reader fails. */
export class Der {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get empty(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** What is left to read. */
  get rest(): Buffer {
    return this.#bytes.subarray(this.#at);
  }

  peeks(tag: number): boolean {
    return this.#bytes[this.#at] === tag;
  }

  /** The next element; of one tag, if one is given. */
  element(what: string, tag?: number): Element {
    const found = this.#next(what);
    if (tag !== undefined && found.tag !== tag) malformed(what);
    this.#at += found.raw.length;
    return found;
  }

  /** What is in the next element. */
  read(what: string, tag: number): Der {
    return new Der(this.element(what, tag).content);
  }

  /** As {@link read}; undefined when the next element has another tag. */
  optional(what: string, tag: number): Der | undefined {
    return this.peeks(tag) ? this.read(what, tag) : undefined;
  }

  integer(what: string, tag: number = tags.integer): bigint {
    return integerOf(this.element(what, tag).content, what);
  }

  /** An integer of 64 bits. */
  int64(what: string, tag: number = tags.integer): number | bigint {
    const value = this.integer(what, tag);
    if (BigInt.asIntN(64, value) !== value) malformed(what);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  }

  boolean(what: string): boolean {
    const { content } = this.element(what, tags.boolean);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) malformed(what);
    return content[0] === 0xff;
  }

  oid(what: string): Oid {
    return oidOf(this.element(what, tags.oid).content, what);
  }

  octets(what: string): Buffer {
    return this.element(what, tags.octetString).content;
  }

  bits(what: string): BitString {
    const { content } = this.element(what, tags.bitString);
    const [unused] = content;
    const last = content.at(-1) ?? 0;
    if (unused === undefined || unused > 7 || (content.length === 1 && unused !== 0)) return malformed(what);
    if (content.length > 1 && (last & ((1 << unused) - 1)) !== 0) malformed(what);
    return { bytes: content.subarray(1), unused };
  }

  #next(what: string): Element {
    const rest = this.rest;
    const [tag, short] = rest;
    // Tags of more than one byte are not in use.
    if (tag === undefined || short === undefined || (tag & 0x1f) === 0x1f) return malformed(what);
    if (short < 0x80) return this.#sized(what, tag, 2, short);
    const size = short & 0x7f;
    if (size === 0 || size > 4 || rest.length < 2 + size) malformed(what);
    const length = rest.readUIntBE(2, size);
    // The shortest form is the only one.
    if (length < 0x80 || rest[2] === 0) malformed(what);
    return this.#sized(what, tag, 2 + size, length);
  }

  #sized(what: string, tag: number, head: number, length: number): Element {
    const raw = this.rest.subarray(0, head + length);
    if (raw.length < head + length) malformed(what);
    return { tag, raw, content: raw.subarray(head) };
  }
}

export interface BitString {
  readonly bytes: Buffer;
  /** Bits of the last byte that do not count. */
  readonly unused: number;
}

/** The bits as Go's `RightAlign` gives them: what does not count is pushed out. */
export function rightAligned({ bytes, unused }: BitString): Buffer {
  if (unused === 0) return bytes;
  return Buffer.from(
    bytes.map((byte, index) => ((byte >> unused) | ((bytes[index - 1] ?? 0) << (8 - unused))) & 0xff),
  );
}

function integerOf(content: Buffer, what: string): bigint {
  const [first, second] = content;
  if (first === undefined) return malformed(what);
  if (second !== undefined && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80)))
    malformed(what);
  return BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString("hex")}`));
}

/** An integer that is not negative, from its bytes. */
export function naturalOf(bytes: Buffer): bigint {
  return bytes.length === 0 ? 0n : BigInt(`0x${bytes.toString("hex")}`);
}

// Go reads identifiers alike on 32 bits.
const maxBeforeShift = 2 ** 24;

function oidOf(content: Buffer, what: string): Oid {
  const numbers: number[] = [];
  let [value, size] = [0, 0];
  for (const byte of content) {
    if (size === 5 || value >= maxBeforeShift || (size === 0 && byte === 0x80)) malformed(what);
    value = value * 128 + (byte & 0x7f);
    size++;
    if (byte >= 0x80) continue;
    if (numbers.length > 0) numbers.push(value);
    else if (value < 80) numbers.push(Math.floor(value / 40), value % 40);
    else numbers.push(2, value - 80);
    [value, size] = [0, 0];
  }
  if (size !== 0 || numbers.length === 0) malformed(what);
  return numbers;
}

export function isOid(oid: Oid, text: string): boolean {
  return oid.join(".") === text;
}
