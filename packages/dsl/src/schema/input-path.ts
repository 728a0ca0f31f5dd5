/** A place inside the input, as the way that leads there. Text is made of it only when something is malformed. */
export type InputPath =
  | { readonly kind: "root"; readonly name: string }
  | { readonly kind: "key"; readonly parent: InputPath; readonly key: string }
  | { readonly kind: "index"; readonly parent: InputPath; readonly index: number }
  /** Any element of an array or any value of a map. */
  | { readonly kind: "each"; readonly parent: InputPath };

export const inputRoot: InputPath = { kind: "root", name: "input" };
export const dataRoot: InputPath = { kind: "root", name: "data" };

const identifier = /^[A-Za-z_][A-Za-z0-9_]*$/;
const unprintable = /[^\x20-\x7e]/g;
const longestKey = 100;

/**
 * The path as text: `input.attributes.request.http.headers["x-token"]`, `input.parsed_path[0]`, `input.roles[*]`.
 * Keys may come from the input, so they are cut at 100 characters and all but printable ASCII is escaped.
 */
export function inputPathText(path: InputPath): string {
  const parts: string[] = [];
  let link = path;
  while (link.kind !== "root") {
    parts.push(linkText(link));
    link = link.parent;
  }
  parts.push(link.name);
  return parts.reverse().join("");
}

function linkText(link: Exclude<InputPath, { readonly kind: "root" }>): string {
  switch (link.kind) {
    case "key": {
      const key = link.key.length > longestKey ? `${link.key.slice(0, longestKey)}…` : link.key;
      return identifier.test(key) ? `.${key}` : `[${JSON.stringify(key).replace(unprintable, escaped)}]`;
    }
    case "index":
      return `[${link.index}]`;
    case "each":
      return "[*]";
  }
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
