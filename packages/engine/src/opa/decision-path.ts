/**
 * The reference to a decision, such as `data["istio"]["authz"]["allow"]` for `istio/authz/allow`. The empty path
 * is the root document. Segments are quoted, so that a path is never read as Rego.
 */
export function decisionReference(path: string): string {
  return ["data", ...pathSegments(path).map((segment) => `[${quoted(segment)}]`)].join("");
}

/** The parts of a decision path. A leading slash counts for nothing. */
export function pathSegments(path: string): readonly string[] {
  return path.split("/").filter((segment) => segment !== "");
}

function quoted(segment: string): string {
  // JSON text is a Rego string; what is not ASCII is escaped, because a raw U+FEFF does not parse.
  return JSON.stringify(segment).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
