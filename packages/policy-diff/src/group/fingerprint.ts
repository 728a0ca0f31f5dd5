import { hash } from "node:crypto";

/**
 * A digest of what makes a group: what changed and because of which rules, not how often, for whom or when, so that
 * it stays the same from one day's log to the next.
 */
export function fingerprint(parts: readonly (string | readonly string[])[]): string {
  // An object for each hash would live until the next whole collection of garbage.
  return hash("sha256", JSON.stringify(parts), "hex");
}

/** The name of a group: `g-` and six hexadecimal digits; more where another group has those already. */
export function groupName(digest: string, taken: (name: string) => boolean): string {
  for (let length = 6; length < digest.length; length++) {
    const name = `g-${digest.slice(0, length)}`;
    if (!taken(name)) return name;
  }
  return `g-${digest}`;
}
