import { isArray, objectEntries, RegoSet, type Value } from "./value.ts";

// Begins the key of every composite value; a string that begins with it gets it twice.
const mark = "\u0000";

/** What a Map finds equal exactly when the values are. */
export function keyOf(value: Value): unknown {
  if (typeof value === "string") return value.startsWith(mark) ? mark + value : value;
  if (typeof value !== "object" || value === null) return value;
  return `${mark}|${textOf(value)}`;
}

/** A text that is equal exactly for equal values. */
function textOf(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value === 0 ? 0 : value);
  if (isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (value instanceof RegoSet) return `<${value.values().map(textOf).join(",")}>`;
  const entries = objectEntries(value).map(([key, held]) => `${textOf(key)}:${textOf(held)}`);
  return `{${entries.join(",")}}`;
}
