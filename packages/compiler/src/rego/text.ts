/** Words that Rego reads as syntax, or that name a document; none may name a variable or stand after a dot. */
const reserved: ReadonlySet<string> = new Set([
  "and",
  "as",
  "contains",
  "data",
  "default",
  "else",
  "every",
  "false",
  "if",
  "import",
  "in",
  "input",
  "not",
  "null",
  "or",
  "package",
  "some",
  "true",
  "with",
]);

/** Whether a word may be written after a dot or as a name. */
export function isPlainName(word: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(word) && !reserved.has(word);
}

/**
 * A Rego string literal. Everything outside printable ASCII is escaped: a raw byte order mark is a syntax error,
 * and direction marks would let the text show something else than it says.
 */
export function quote(text: string): string {
  return JSON.stringify(text).replace(
    /[^\x20-\x7e]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
