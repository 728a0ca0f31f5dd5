/** What this package writes as JSON. Members that are undefined are left out. */
type Writable = null | undefined | boolean | number | bigint | string | readonly Writable[] | object;

/**
 * JSON with sorted keys, in ASCII but for letters: characters that could speak to a terminal or reorder a line are
 * escaped as JSON allows.
 *
 * @param indent spaces for each level; 0 for one line
 */
export function jsonText(value: Writable, indent: number): string {
  return write(value, indent, "");
}

function write(value: Writable, indent: number, margin: string): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "null";
  if (typeof value === "boolean" || typeof value === "bigint") return String(value);
  const inner = indent === 0 ? "" : `${margin}${" ".repeat(indent)}`;
  if (Array.isArray(value)) {
    const elements: readonly Writable[] = value;
    return enclosed(
      "[",
      "]",
      elements.map((element) => write(element, indent, inner)),
      indent,
      margin,
    );
  }
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    const member: Writable = Reflect.get(value, key);
    if (member === undefined) continue;
    members.push(`${quoted(key)}:${indent === 0 ? "" : " "}${write(member, indent, inner)}`);
  }
  return enclosed("{", "}", members, indent, margin);
}

function enclosed(
  open: string,
  close: string,
  parts: readonly string[],
  indent: number,
  margin: string,
): string {
  if (parts.length === 0) return open + close;
  if (indent === 0) return open + parts.join(",") + close;
  const inner = `${margin}${" ".repeat(indent)}`;
  return `${open}\n${parts.map((part) => inner + part).join(",\n")}\n${margin}${close}`;
}

function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
