import { parseJson, stringifyJson } from "../values/index.ts";
import type { Json } from "../values/json.ts";

/** The text that OPA's WebAssembly gives is not a Rego value. */
export class ValueTextError extends Error {}

/**
 * Reads the text of a Rego value as JSON: sets become arrays in OPA's order, as OPA itself gives them, and object
 * keys that are not strings become their JSON text.
 *
 * @throws ValueTextError on any other text
 */
export function jsonOfValueText(text: string): Json {
  // The text of a set is no JSON, so text that is JSON has no sets.
  try {
    return parseJson(text);
  } catch {
    return new ValueTextReader(text).whole();
  }
}

/** Whether a value's text has a set, or an object key that is not a string. */
export function isBeyondJson(text: string): boolean {
  try {
    JSON.parse(text);
    return false;
  } catch {
    return true;
  }
}

class ValueTextReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Json {
    const value = this.#value();
    this.#space();
    if (this.#at !== this.#text.length) throw this.#error();
    return value;
  }

  #value(): Json {
    this.#space();
    const next = this.#text[this.#at];
    if (next === "{") return this.#braces();
    if (next === "[") {
      this.#at++;
      return this.#list("]");
    }
    if (this.#text.startsWith("set()", this.#at)) {
      this.#at += "set()".length;
      return [];
    }
    return this.#scalar();
  }

  #scalar(): Json {
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
  #braces(): Json {
    this.#at++;
    if (this.#took("}")) return {};
    const first = this.#value();
    if (!this.#took(":")) {
      const elements = [first, ...(this.#took(",") ? this.#list("}") : this.#closed("}"))];
      return elements.sort(compareJson);
    }
    const object: Record<string, Json> = {};
    const put = (key: Json, value: Json) =>
      Object.defineProperty(object, typeof key === "string" ? key : stringifyJson(key), {
        value,
        enumerable: true,
        configurable: true,
        writable: true,
      });
    put(first, this.#value());
    while (this.#took(",")) {
      const key = this.#value();
      if (!this.#took(":")) throw this.#error();
      put(key, this.#value());
    }
    this.#closed("}");
    return object;
  }

  #list(end: string): Json[] {
    const elements: Json[] = [];
    if (this.#took(end)) return elements;
    do elements.push(this.#value());
    while (this.#took(","));
    this.#closed(end);
    return elements;
  }

  #closed(end: string): readonly Json[] {
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

/** OPA's order of values: by type, then by value; strings by code points. */
export function compareJson(left: Json, right: Json): number {
  const byType = typeRank(left) - typeRank(right);
  if (byType !== 0) return byType;
  if (Array.isArray(left) && Array.isArray(right)) return compareLists(left, right);
  if (isObject(left) && isObject(right)) return compareObjects(left, right);
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (left === null || right === null) return 0;
  return left < right ? -1 : left > right ? 1 : 0;
}

function typeRank(value: Json): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return 1;
  if (typeof value === "number" || typeof value === "bigint") return 2;
  if (typeof value === "string") return 3;
  return Array.isArray(value) ? 4 : 5;
}

function compareLists(left: readonly Json[], right: readonly Json[]): number {
  for (const [index, element] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const order = compareJson(element, other);
    if (order !== 0) return order;
  }
  return left.length - right.length;
}

function compareObjects(
  left: { readonly [key: string]: Json },
  right: { readonly [key: string]: Json },
): number {
  const sorted = (object: { readonly [key: string]: Json }) =>
    Object.entries(object)
      .sort(([a], [b]) => compareText(a, b))
      .flat();
  return compareLists(sorted(left), sorted(right));
}

function compareText(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right));
}

function isObject(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
