import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { valueAt } from "../event/place.ts";
import { isArray } from "../json-value.ts";

/** Where the usual senders put what is asked for, from the inside out. The parts of one row name it together. */
const places: readonly (readonly (readonly string[])[])[] = [
  [
    ["attributes", "request", "http", "host"],
    ["attributes", "request", "http", "path"],
  ],
  [
    ["request", "kind", "kind"],
    ["request", "namespace"],
    ["request", "name"],
  ],
  [
    ["review", "kind", "kind"],
    ["review", "namespace"],
    ["review", "name"],
  ],
  [["resource", "id"]],
  [["resource", "name"]],
  [["resource"]],
  [["path"]],
];

/** @returns a text for what was asked for; undefined when no usual place says it */
export function resourceOf(input: Json | undefined): string | undefined {
  for (const parts of places) {
    const values = parts.map((place) => valueAt(input, place)).filter((value) => value !== undefined);
    if (values.length > 0 && values.every(isName))
      return values.map((value) => canonical(withoutQuery(value))).join(" ");
  }
  return undefined;
}

function isName(value: Json): boolean {
  return (
    typeof value === "string" ||
    typeof value === "number" ||
    (isArray(value) && value.every((one) => typeof one === "string"))
  );
}

/** `/orders?page=2` is what `/orders` is. */
function withoutQuery(value: Json): Json {
  return typeof value === "string" && value.startsWith("/") ? value.replace(/\?.*$/s, "") : value;
}
