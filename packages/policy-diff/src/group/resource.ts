import type { ValueCounts } from "./value-counts.ts";

/** Where the usual senders put what is asked for, the telling one first. */
const usual: readonly (readonly string[])[] = [
  ["attributes", "request", "http", "path"],
  ["parsed_path"],
  ["request", "name"],
  ["request", "object", "metadata", "name"],
  ["review", "object", "metadata", "name"],
  ["resource", "id"],
  ["resource", "name"],
  ["resource"],
  ["path"],
];

/** How many resources a group is about. */
export interface Resources {
  /** Null when the policies read no usual place of the input that names one. */
  readonly distinct: number | null;
  /** Whether there were too many values to count. */
  readonly approximate: boolean;
}

/**
 * Counts resources by what is counted anyway: the values at the places that the policies read.
 *
 * @param places paths below the input
 * @param values counts at these places
 */
export function resourcesOf(places: readonly (readonly string[])[], values: ValueCounts): Resources {
  for (const place of usual) {
    const index = places.findIndex(
      (one) => one.length === place.length && one.every((name, at) => name === place[at]),
    );
    if (index === -1) continue;
    const { counts, overflow } = values.at(index);
    const names = new Set([...counts.keys()].filter(isName).map(withoutQuery));
    if (names.size > 0) return { distinct: names.size, approximate: overflow > 0 };
  }
  return { distinct: null, approximate: false };
}

/** Texts that are no values stand for what is absent, and for objects. */
function isName(text: string): boolean {
  return text.startsWith('"') || text.startsWith("[") || /^\d/.test(text);
}

/** `"/orders?page=2"` is what `"/orders"` is. */
function withoutQuery(text: string): string {
  return text.startsWith('"/') ? text.replace(/\?.*$/s, '"') : text;
}
