/** How a source holds its documents: in lines, as elements of an array or one behind the other, or not at all. */
export type Layout = "array" | "documents" | "lines" | "empty";

/**
 * Tells the layout of a source by how it begins.
 *
 * @param head its first bytes
 * @param whole whether there are no more
 * @returns undefined when more bytes must be seen
 */
export function layoutOf(head: Uint8Array, whole: boolean): Layout | undefined {
  const start = visible(head);
  if (start.length < 2 && !whole) return undefined;
  if (start === "") return "empty";
  // A line such as `[INFO] started` begins with a bracket as well.
  if (start === "[{" || start === "[]" || start === "[") return "array";
  if (!start.startsWith("{")) return "lines";
  const line = isLine(head);
  if (line === undefined) return whole ? "lines" : undefined;
  return line ? "lines" : "documents";
}

/** The first two characters that are no blanks, without a byte order mark. */
function visible(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 4096)).toString("latin1");
  return text
    .replace(/^\xef\xbb\xbf/, "")
    .replace(/\s+/g, "")
    .slice(0, 2);
}

const code = { newline: 0x0a, quote: 0x22, backslash: 0x5c, open: 0x7b, close: 0x7d };

/**
 * Whether the first document ends where its line does. Where another follows on the same line, or where it goes on in
 * the next, lines mean nothing. A line that was cut is a line all the same: the next one begins a document.
 *
 * @returns undefined when the document is longer than what was read
 */
function isLine(head: Uint8Array): boolean | undefined {
  let depth = 0;
  let inString = false;
  for (let at = head.indexOf(code.open); at < head.length; at++) {
    const byte = head[at];
    if (byte === code.newline) return inString || beginsDocument(head, at + 1);
    if (inString) {
      if (byte === code.backslash) at++;
      else if (byte === code.quote) inString = false;
    } else if (byte === code.quote) inString = true;
    else if (byte === code.open) depth++;
    else if (byte === code.close && --depth === 0) return !anotherFollows(head, at + 1);
  }
  return undefined;
}

/** `{"` at the very beginning of a line: what is laid out for the eye is indented. */
function beginsDocument(head: Uint8Array, at: number): boolean {
  return head[at] === code.open && head[at + 1] === code.quote;
}

function anotherFollows(head: Uint8Array, from: number): boolean {
  for (let at = from; at < head.length; at++) {
    const byte = head[at];
    if (byte === code.newline) return false;
    if (byte === code.open) return true;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0d) return false;
  }
  return false;
}
