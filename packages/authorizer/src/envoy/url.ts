/** A text is no URL part, as Go's net/url reads them. */
export class UrlError extends Error {
  override readonly name = "UrlError";
}

/**
 * Undoes percent escapes, as Go's `url.PathUnescape`; bytes that are no UTF-8 become U+FFFD, as they do in OPA's JSON.
 *
 * @throws UrlError on `%` without two hexadecimal digits
 */
export function unescapePath(text: string): string {
  const wrong = /%(?![0-9a-fA-F]{2})/.exec(text);
  if (wrong !== null) {
    throw new UrlError(`invalid URL escape ${JSON.stringify(text.slice(wrong.index, wrong.index + 3))}`);
  }
  if (!text.includes("%")) return text;
  const bytes: number[] = [];
  const source = Buffer.from(text, "utf8");
  for (let index = 0; index < source.length; index += 1) {
    const byte = source[index] ?? 0;
    if (byte === 0x25) {
      bytes.push(Number.parseInt(source.toString("latin1", index + 1, index + 3), 16));
      index += 2;
    } else bytes.push(byte);
  }
  return Buffer.from(bytes).toString("utf8");
}

/**
 * The values of a query by key, as Go's `url.ParseQuery`.
 *
 * @throws UrlError on a bad escape, or a semicolon between pairs
 */
export function parseQuery(query: string): Readonly<Record<string, readonly string[]>> {
  const values = new Map<string, string[]>();
  for (const pair of query.split("&")) {
    if (pair.includes(";")) throw new UrlError("invalid semicolon separator in query");
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const [key, value] = at < 0 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
    const name = unescapePath(key.replaceAll("+", " "));
    const list = values.get(name) ?? [];
    list.push(unescapePath(value.replaceAll("+", " ")));
    values.set(name, list);
  }
  return Object.fromEntries(values);
}
