/** A string of the policy as a literal of JavaScript: data, whatever it holds. */
export function literal(text: string): string {
  // JSON leaves the two line ends of Unicode as they are, and `</` and `*/` need no care in a string.
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

/** What is safe to put in a line comment. */
export function commentText(text: string): string {
  return text.replace(/[^\w./-]/g, "_").slice(0, 80);
}

/** A whole number of the plan, which becomes part of names and code. */
export function index(value: number | bigint): number {
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw new Error("the plan has an index that is none");
}

export function localName(local: number): string {
  return `l${index(local)}`;
}

/** A readable name that no other function has. */
export function functionName(position: number, name: string): string {
  const readable = name.replace(/^g\d+\.data\./, "").replace(/\W+/g, "_");
  return `f${position}_${readable.slice(0, 60)}`;
}
