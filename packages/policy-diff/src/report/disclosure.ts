import type { Json, Outcome } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import { type PolicyText, pathKey } from "../policy/compared-literals.ts";
import { knownNames } from "./known-names.ts";
import type { Shown, ShownAnswer, Withheld } from "./report.ts";

/** Decides what of recorded values is shown: an allow-list, made from the text of the policies. */
export interface Disclosure {
  /** A value of the input is shown when a rule compares its path with a literal and it is that literal, or where it is revealed. */
  inputValue(path: readonly string[], value: Json): Shown;
  /** Of an answer, truth values and literals of the policies are shown. */
  answer(outcome: Outcome): ShownAnswer;
  answerValue(value: Json): Shown;
  /** A key of an answer: itself when it is a literal of the policies. */
  key(name: string): string;
  /** A decision path, of which a caller may have written a part: names of the policies are shown. */
  decisionPath(path: string): string;
  /** A JSON pointer into an event: names of the policies and of the usual senders are shown. */
  pointer(pointer: string): string;
  /**
   * A place in base documents, as a JSON pointer: their keys may be people; names of the policies are shown.
   *
   * @param mentioned how many of the keys, from the first on, a policy mentions at this place
   */
  dataPointer(place: readonly string[], mentioned: number): string;
}

const maxShownDepth = 8;
const maxShownMembers = 50;
/** Of all values in one answer: what a policy computes could spell a recorded value with many small ones. */
const maxShownValues = 40;
/** In a list, single letters spell. */
const shortestInList = 3;

/** Longer texts stay withheld. */
const longestRevealed = 200;

/** @param reveal places of the input whose scalars are shown, whatever they are */
export function createDisclosure(
  base: PolicyText,
  head: PolicyText,
  reveal: readonly (readonly string[])[] = [],
): Disclosure {
  const revealed = new Set(reveal.map(pathKey));
  const isRevealed = (path: readonly string[], value: Json) =>
    revealed.has(pathKey(path)) && !(typeof value === "string" && value.length > longestRevealed);
  const isLiteral = (value: Json) =>
    base.literals.has(canonical(value)) || head.literals.has(canonical(value));
  const key = (name: string) => (isLiteral(name) ? name : withheldKey(name));
  const answerValue = (value: Json): Shown => {
    let left = maxShownValues;
    const show = (inner: Json, depth: number, inList: boolean): Shown => {
      if (left-- <= 0) return inner === null ? null : { withheld: withheld(inner).withheld };
      if (inner === null) return null;
      if (typeof inner === "boolean") return inList ? withheld(inner) : inner;
      if (typeof inner !== "object") {
        const spells = inList && (typeof inner !== "string" || inner.length < shortestInList);
        return isLiteral(inner) && !spells ? inner : withheld(inner);
      }
      const members = isArray(inner) ? inner.length : Object.keys(inner).length;
      if (depth >= maxShownDepth || members > maxShownMembers) return withheld(inner);
      if (isArray(inner)) return inner.map((element) => show(element, depth + 1, true));
      return Object.fromEntries(
        Object.entries(inner).map(([name, member]) => [key(name), show(member, depth + 1, inList)]),
      );
    };
    return show(value, 0, false);
  };
  const isName = (segment: string) =>
    base.names.has(segment) || head.names.has(segment) || isLiteral(segment);
  return {
    key,
    answerValue,
    decisionPath: (path) =>
      path
        .split("/")
        .map((segment) => (isName(segment) ? segment : withheldKey(segment)))
        .join("/"),
    pointer: (pointer) =>
      pointer
        .split("/")
        .map((segment) => {
          const name = segment.replaceAll("~1", "/").replaceAll("~0", "~");
          const known = name === "" || knownNames.has(name) || isName(name) || /^\d{1,3}$/.test(name);
          return known ? segment : withheldKey(name);
        })
        .join("/"),
    dataPointer: (place, mentioned) =>
      place
        .map(
          (key, index) =>
            `/${index < mentioned || isName(key) ? key.replaceAll("~", "~0").replaceAll("/", "~1") : withheldKey(key)}`,
        )
        .join(""),
    inputValue: (path, value) => {
      if (value === null) return value;
      if (typeof value === "object") return withheld(value);
      if (isRevealed(path, value)) return value;
      const compared = [base, head].some((text) => text.compared.get(pathKey(path))?.has(canonical(value)));
      return compared ? value : withheld(value);
    },
    answer: (outcome) => {
      switch (outcome.kind) {
        case "defined":
          return { defined: true, value: answerValue(outcome.value) };
        case "undefined":
          return { defined: false };
        case "error":
          // The message may hold values of the input.
          return { error: outcome.code };
        case "unavailable":
          return { error: `${outcome.builtin} was not called` };
      }
    },
  };
}

function withheldKey(name: string): string {
  return `‹key, ${name.length}›`;
}

/** The type and the size of a value. */
export function withheld(value: Exclude<Json, null>): Withheld {
  if (typeof value === "string") return { withheld: "string", length: value.length };
  if (typeof value === "boolean") return { withheld: "boolean" };
  if (typeof value === "number" || typeof value === "bigint") return { withheld: "number" };
  if (isArray(value)) return { withheld: "array", length: value.length };
  return { withheld: "object", length: Object.keys(value).length };
}

export function isWithheld(value: Shown): value is Withheld {
  return isObjectShown(value) && typeof Reflect.get(value, "withheld") === "string";
}

function isObjectShown(value: Shown): value is Withheld | { readonly [key: string]: Shown } {
  return isObject(value as Json);
}
