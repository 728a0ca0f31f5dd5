// A string of Go may hold bytes that are no UTF-8. Each of them is one lone surrogate here, U+DC80 to U+DCFF, so that
// nothing is lost between builtins; text that leaves an evaluation has U+FFFD in their place, as OPA's JSON has.

const escapeBase = 0xdc00;

/** The bytes of a text, as Go holds it. */
export function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  const parts: Buffer[] = [];
  let from = 0;
  for (const { index, 0: unit } of text.matchAll(/[\udc80-\udcff]/gu)) {
    parts.push(Buffer.from(text.slice(from, index)), Buffer.from([unit.charCodeAt(0) - escapeBase]));
    from = index + 1;
  }
  return Buffer.concat([...parts, Buffer.from(text.slice(from))]);
}

/** The text of bytes, as Go reads it: what is not UTF-8 counts byte by byte. */
export function textOfBytes(bytes: Buffer): string {
  const text = bytes.toString("utf8");
  // The replacement character may have been there before.
  if (!text.includes("\ufffd") || Buffer.from(text).equals(bytes)) return text;
  let made = "";
  for (let index = 0; index < bytes.length; ) {
    const size = runeSize(bytes, index);
    made +=
      size === 0
        ? String.fromCharCode(escapeBase + (bytes[index] ?? 0))
        : bytes.toString("utf8", index, index + size);
    index += size || 1;
  }
  return made;
}

/** How many bytes the character at a place has; 0 where there is none. Source: the table of Go's unicode/utf8. */
function runeSize(bytes: Buffer, index: number): number {
  const lead = bytes[index] ?? 0;
  if (lead < 0x80) return 1;
  const size = lead < 0xc2 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf5 ? 4 : 0;
  if (size === 0 || index + size > bytes.length) return 0;
  const second = bytes[index + 1] ?? 0;
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let place = index + 2; place < index + size; place++)
    if (((bytes[place] ?? 0) & 0xc0) !== 0x80) return 0;
  return size;
}

/** Text with one character per byte, for code that reads bytes; {@link textOfBinary} is the way back. */
export function binaryOf(text: string): string {
  return bytesOf(text).toString("latin1");
}

export function textOfBinary(binary: string): string {
  return textOfBytes(Buffer.from(binary, "latin1"));
}
