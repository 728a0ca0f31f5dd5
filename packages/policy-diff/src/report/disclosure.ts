import type { Json, Outcome } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import { type PolicyText, pathKey } from "../policy/compared-literals.ts";
import type { Shown, ShownAnswer, Withheld } from "./report.ts";

/** Decides what of recorded values is shown: an allow-list, made from the text of the policies. */
export interface Disclosure {
  /** A value of the input is shown when a rule compares its path with a literal, and it is that literal. */
  inputValue(path: readonly string[], value: Json): Shown;
  /** Of an answer, truth values and literals of the policies are shown. */
  answer(outcome: Outcome): ShownAnswer;
  answerValue(value: Json): Shown;
  /** A key of an answer: itself when it is a literal of the policies. */
  key(name: string): string;
}

const maxShownDepth = 8;
const maxShownMembers = 50;

export function createDisclosure(base: PolicyText, head: PolicyText): Disclosure {
  const isLiteral = (value: Json) =>
    base.literals.has(canonical(value)) || head.literals.has(canonical(value));
  const key = (name: string) => (isLiteral(name) ? name : `‹key, ${name.length}›`);
  const answerValue = (value: Json, depth = 0): Shown => {
    if (value === null || typeof value === "boolean") return value;
    if (typeof value !== "object") return isLiteral(value) ? value : withheld(value);
    const members = isArray(value) ? value.length : Object.keys(value).length;
    if (depth >= maxShownDepth || members > maxShownMembers) return withheld(value);
    if (isArray(value)) return value.map((element) => answerValue(element, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, member]) => [key(name), answerValue(member, depth + 1)]),
    );
  };
  return {
    key,
    answerValue: (value) => answerValue(value),
    inputValue: (path, value) => {
      if (value === null) return value;
      if (typeof value === "object") return withheld(value);
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
