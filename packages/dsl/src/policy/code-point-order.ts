/** Compares texts by code point, as Rego sorts; JavaScript's own order is by UTF-16 unit. For `sort`. */
export function byCodePoint(left: string, right: string): number {
  // Bytes of UTF-8 have the order of their code points.
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}
