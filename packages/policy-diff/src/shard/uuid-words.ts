/** A UUID as four words. */
export interface UuidWords {
  a: number;
  b: number;
  c: number;
  d: number;
}

const words: UuidWords = { a: 0, b: 0, c: 0, d: 0 };
const invalid = 0xff;
/** Lower case only: another spelling is another id. */
const digits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = "0123456789abcdef".indexOf(String.fromCharCode(byte));
  return at === -1 ? invalid : at;
});
const dash = 0x2d;

/**
 * Reads a UUID from its bytes.
 *
 * @returns valid until the next call; undefined where there is no UUID, or the one of zeros
 */
export function uuidWords(bytes: Uint8Array, start: number, end: number): UuidWords | undefined {
  if (end - start !== 36) return undefined;
  for (const at of [8, 13, 18, 23]) if (bytes[start + at] !== dash) return undefined;
  const first = half(bytes, start, start + 4);
  const second = half(bytes, start + 4, start + 8);
  const third = half(bytes, start + 9, start + 13);
  const fourth = half(bytes, start + 14, start + 18);
  const fifth = half(bytes, start + 19, start + 23);
  const sixth = half(bytes, start + 24, start + 28);
  const seventh = half(bytes, start + 28, start + 32);
  const eighth = half(bytes, start + 32, start + 36);
  if ((first | second | third | fourth | fifth | sixth | seventh | eighth) < 0) return undefined;
  words.a = ((first << 16) | second) >>> 0;
  words.b = ((third << 16) | fourth) >>> 0;
  words.c = ((fifth << 16) | sixth) >>> 0;
  words.d = ((seventh << 16) | eighth) >>> 0;
  return (words.a | words.b | words.c | words.d) === 0 ? undefined : words;
}

/** Four digits; below zero where one is none. */
function half(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at++) {
    const digit = digits[bytes[at] ?? 0] ?? invalid;
    if (digit === invalid) return -1;
    value = (value << 4) | digit;
  }
  return value;
}
