import { Collection, isArray, isObject, isSet, objectEntries, type Value } from "../values/value.ts";
import {
  isPartial,
  itemsOf,
  MaybeAbsent,
  type Partial,
  PartialArray,
  PartialObject,
  type Term,
  Unknown,
} from "./term.ts";

/** Objects of a document with more entries are told apart by what they are, not by what they hold. */
const maxSpelled = 32;

/** Names what unknowns are: equal names, equal values. Shared by all runs of one decision. */
export class Names {
  readonly #numbers = new Map<string, number>();
  readonly #objects = new Map<object, number>();

  numberOf(text: string): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** A text for each term; terms of one text are equal. */
  textOf(term: Term | MaybeAbsent): string {
    if (term instanceof MaybeAbsent) return `~${term.id}:${this.textOf(term.value)}`;
    return isPartial(term) ? this.#textOfPartial(term) : this.#textOfValue(term);
  }

  #textOfPartial(term: Partial): string {
    if (term instanceof Unknown) return `?${term.id}`;
    if (term instanceof PartialArray) return `[${term.items.map((item) => this.textOf(item)).join(",")}]`;
    if (term instanceof PartialObject) return this.#textOfEntries(term.entries());
    const members = itemsOf(term).map((item) => this.textOf(item));
    return `<${members.sort().join(",")}>`;
  }

  #textOfValue(value: Value): string {
    if (typeof value === "string") return JSON.stringify(value);
    if (typeof value !== "object" || value === null) return String(value === 0 ? 0 : value);
    if (isArray(value)) return `[${value.map((item) => this.#textOfValue(item)).join(",")}]`;
    if (isSet(value))
      return `<${value
        .values()
        .map((item) => this.#textOfValue(item))
        .join(",")}>`;
    if (!isObject(value)) return "";
    if (value instanceof Collection) return this.#textOfEntries(objectEntries(value));
    const entries = Object.entries(value);
    return entries.length > maxSpelled ? `@${this.#numberOfObject(value)}` : this.#textOfEntries(entries);
  }

  #textOfEntries(entries: readonly (readonly [Term, Term | MaybeAbsent])[]): string {
    const texts = entries.map(([key, value]) => `${this.textOf(key)}:${this.textOf(value)}`);
    return `{${texts.sort().join(",")}}`;
  }

  /** Objects of documents are never changed, so each is one value. */
  #numberOfObject(object: object): number {
    const number = this.#objects.get(object) ?? this.#objects.size;
    this.#objects.set(object, number);
    return number;
  }
}
