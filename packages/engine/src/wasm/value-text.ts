import { jsonOf } from "../values/convert.ts";
import { parseJson, stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";
import { isArray, isObject, objectEntries, RegoObject, RegoSet, type Value } from "../values/value.ts";

/** The text that OPA's WebAssembly gives is not a Rego value. */
export class ValueTextError extends Error {}

/**
 * Reads the text of a Rego value, which is JSON with sets, and with keys of all types.
 *
 * @throws ValueTextError on any other text
 */
export function valueOfText(text: string): Value {
  // The text of a set is no JSON, so text that is JSON has no sets.
  try {
    return parseJson(text);
  } catch {
    return new ValueTextReader(text).whole();
  }
}

/** As {@link valueOfText}, with what JSON cannot say made JSON as OPA does. */
export function jsonOfValueText(text: string): Json {
  return jsonOf(valueOfText(text));
}

/** The text of a value, as OPA's WebAssembly reads it; the counterpart of {@link valueOfText}. */
export function textOfValue(value: Value): string {
  if (typeof value === "string") return quoted(value);
  if (typeof value !== "object" || value === null) return stringifyJson(value);
  if (isArray(value)) return `[${value.map(textOfValue).join(",")}]`;
  if (!isObject(value)) return value.size === 0 ? "set()" : `{${value.values().map(textOfValue).join(",")}}`;
  const members = objectEntries(value).map(([key, held]) => `${textOfValue(key)}:${textOfValue(held)}`);
  return `{${members.join(",")}}`;
}

/** A byte that is no UTF-8 stays what it is, see `builtins/bytes.ts`; JSON would escape it. */
function quoted(text: string): string {
  if (text.isWellFormed()) return JSON.stringify(text);
  const parts = Array.from(text, (part) => (part.isWellFormed() ? JSON.stringify(part).slice(1, -1) : part));
  return `"${parts.join("")}"`;
}

class ValueTextReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Value {
    const value = this.#value();
    this.#space();
    if (this.#at !== this.#text.length) throw this.#error();
    return value;
  }

  #value(): Value {
    this.#space();
    const next = this.#text[this.#at];
    if (next === "{") return this.#braces();
    if (next === "[") {
      this.#at++;
      return this.#list("]");
    }
    if (this.#text.startsWith("set()", this.#at)) {
      this.#at += "set()".length;
      return new RegoSet();
    }
    return this.#scalar();
  }

  #scalar(): Value {
    const scalar = /"(?:[^"\\]|\\.)*"|[-+.\w]+/sy;
    scalar.lastIndex = this.#at;
    const found = scalar.exec(this.#text)?.[0];
    if (found === undefined) throw this.#error();
    this.#at += found.length;
    try {
      return parseJson(found);
    } catch {
      throw this.#error();
    }
  }

  /** An object or a set; both begin in the same way. */
  #braces(): Value {
    this.#at++;
    if (this.#took("}")) return {};
    const first = this.#value();
    if (!this.#took(":"))
      return new RegoSet([first, ...(this.#took(",") ? this.#list("}") : this.#closed("}"))]);
    const object = new RegoObject().set(first, this.#value());
    while (this.#took(",")) {
      const key = this.#value();
      if (!this.#took(":")) throw this.#error();
      object.set(key, this.#value());
    }
    this.#closed("}");
    return object;
  }

  #list(end: string): Value[] {
    const elements: Value[] = [];
    if (this.#took(end)) return elements;
    do elements.push(this.#value());
    while (this.#took(","));
    this.#closed(end);
    return elements;
  }

  #closed(end: string): readonly Value[] {
    if (!this.#took(end)) throw this.#error();
    return [];
  }

  #took(token: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== token) return false;
    this.#at++;
    return true;
  }

  #space() {
    while (" \n\t\r".includes(this.#text[this.#at] ?? "x")) this.#at++;
  }

  #error(): ValueTextError {
    return new ValueTextError(`no Rego value at character ${this.#at}`);
  }
}
