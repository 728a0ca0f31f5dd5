import { isArray, isObject, isSet, objectEntries, type Value } from "../values/value.ts";
import { isPartial, itemsOf, MaybeAbsent, PartialArray, PartialObject, type Term, Unknown } from "./term.ts";

/** Gives numbers to what unknowns are: equal texts, equal values. Shared by all runs of one decision. */
export class Names {
  readonly #numbers = new Map<string, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }
}

/** One text for each term; terms of one text are equal. */
export function textOf(term: Term | MaybeAbsent): string {
  if (term instanceof MaybeAbsent) return `~${term.id}:${textOf(term.value)}`;
  if (!isPartial(term)) return textOfValue(term);
  if (term instanceof Unknown) return `?${term.id}`;
  if (term instanceof PartialArray) return `[${term.items.map(textOf).join(",")}]`;
  if (term instanceof PartialObject) {
    const entries = term.entries().map(([key, value]) => `${textOf(key)}:${textOf(value)}`);
    return `{${entries.sort().join(",")}}`;
  }
  return `<${itemsOf(term).map(textOf).sort().join(",")}>`;
}

function textOfValue(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value === 0 ? 0 : value);
  if (isArray(value)) return `[${value.map(textOfValue).join(",")}]`;
  if (isSet(value)) return `<${value.values().map(textOfValue).sort().join(",")}>`;
  if (!isObject(value)) return "";
  const entries = objectEntries(value).map(([key, held]) => `${textOfValue(key)}:${textOfValue(held)}`);
  return `{${entries.sort().join(",")}}`;
}
