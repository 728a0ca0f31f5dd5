// Source: OPA v1/ast/term.go (String methods) and Go's strconv.Quote.
import { textOfNumber } from "./number.ts";
import { isArray, objectEntries, RegoSet, type Value } from "./value.ts";

const escapes: Readonly<Record<string, string>> = {
  "\u0007": "\\a",
  "\b": "\\b",
  "\f": "\\f",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\v": "\\v",
  '"': '\\"',
  "\\": "\\\\",
};

/** What Go finds unprintable: all but letters, marks, numbers, punctuation, symbols and the ASCII space. */
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]$/u;

/** A string in quotes, as Go writes it. */
export function quotedText(text: string): string {
  const parts = [...text].map((character) => {
    const known = escapes[character];
    if (known !== undefined) return known;
    if (printable.test(character)) return character;
    const point = character.codePointAt(0) ?? 0;
    // A byte that is no UTF-8, see `builtins/bytes.ts`.
    if (point >= 0xdc80 && point <= 0xdcff) return `\\x${(point - 0xdc00).toString(16)}`;
    const hexadecimal = point.toString(16);
    if (point < 0x80) return `\\x${hexadecimal.padStart(2, "0")}`;
    return point > 0xffff ? `\\U${hexadecimal.padStart(8, "0")}` : `\\u${hexadecimal.padStart(4, "0")}`;
  });
  return `"${parts.join("")}"`;
}

/** A value as Rego's own text, which is what `sprintf` and `print` show. */
export function regoText(value: Value): string {
  if (typeof value === "string") return quotedText(value);
  if (typeof value === "number" || typeof value === "bigint") return textOfNumber(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (isArray(value)) return `[${value.map(regoText).join(", ")}]`;
  if (value instanceof RegoSet)
    return value.size === 0 ? "set()" : `{${value.values().map(regoText).join(", ")}}`;
  const entries = objectEntries(value).map(([key, held]) => `${regoText(key)}: ${regoText(held)}`);
  return `{${entries.join(", ")}}`;
}
