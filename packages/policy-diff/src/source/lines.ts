/** A piece of a source that should hold one document: a line, or an element of an array. */
export interface Piece {
  /** Lines count from 1, elements from 0. */
  readonly position: number;
  readonly content: Uint8Array | "tooLong";
  /** Whether the source ended before this piece did. */
  readonly cut: boolean;
}

const newline = 0x0a;

/**
 * Cuts bytes into lines. A longer line than the bound is passed over without being held.
 *
 * @param maxBytes of one line
 */
export async function* lines(chunks: AsyncIterable<Uint8Array>, maxBytes: number): AsyncGenerator<Piece> {
  let position = 1;
  let parts: Uint8Array[] = [];
  let size = 0;
  const flush = (cut: boolean): Piece => {
    const content = size > maxBytes ? "tooLong" : joined(parts);
    parts = [];
    size = 0;
    return { position: position++, content, cut };
  };
  const keep = (bytes: Uint8Array) => {
    size += bytes.length;
    if (size > maxBytes) parts = [];
    else if (bytes.length > 0) parts.push(bytes);
  };
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
      keep(chunk.subarray(start, end));
      yield flush(false);
      start = end + 1;
    }
    keep(chunk.subarray(start));
  }
  if (size > 0) yield flush(true);
}

export function joined(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
}
