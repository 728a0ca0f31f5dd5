import { isArray, objectEntries, RegoSet, type Value } from "./value.ts";

/** A text that is equal exactly for equal values. */
export function textOf(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value === 0 ? 0 : value);
  if (isArray(value)) return `[${value.map(textOf).join(",")}]`;
  if (value instanceof RegoSet) return `<${value.values().map(textOf).join(",")}>`;
  const entries = objectEntries(value).map(([key, held]) => `${textOf(key)}:${textOf(held)}`);
  return `{${entries.join(",")}}`;
}
