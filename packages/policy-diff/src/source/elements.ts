import { joined, type Piece } from "./lines.ts";

const code = {
  quote: 0x22,
  backslash: 0x5c,
  openArray: 0x5b,
  closeArray: 0x5d,
  openObject: 0x7b,
  closeObject: 0x7d,
};

/**
 * Cuts JSON arrays (one after another, as upload batches are) into their elements, without parsing them. Objects
 * outside of an array count as elements too. Elements longer than the bound are passed over without being held.
 *
 * @param maxBytes of one element
 */
export async function* elements(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Piece> {
  let position = 0;
  /** How deep within the element; 0 between elements. */
  let depth = 0;
  let inString = false;
  let escaped = false;
  let parts: Uint8Array[] = [];
  let size = 0;
  const keep = (bytes: Uint8Array) => {
    size += bytes.length;
    if (size > maxBytes) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  };
  const flush = (cut: boolean): Piece => {
    const content = size > maxBytes ? "tooLong" : joined(parts);
    parts = [];
    size = 0;
    return { position: position++, content, cut };
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === code.backslash) escaped = true;
        else if (byte === code.quote) inString = false;
      } else if (depth === 0) {
        // Commas, spaces and the brackets of the array itself lie between elements.
        if (byte !== code.openObject) continue;
        depth = 1;
        start = at;
      } else if (byte === code.quote) inString = true;
      else if (byte === code.openObject || byte === code.openArray) depth++;
      else if (byte === code.closeObject || byte === code.closeArray) {
        depth--;
        if (depth > 0) continue;
        keep(chunk.subarray(start, at + 1));
        yield flush(false);
      }
    }
    if (depth > 0) keep(chunk.subarray(start));
  }
  if (depth > 0) yield flush(true);
}
