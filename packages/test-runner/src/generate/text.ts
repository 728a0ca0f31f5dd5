import type { ComparedLiteral } from "@bylaw/compiler";
import fc from "fast-check";

/** Text that programs get wrong: empty, blank, long, outside of ASCII, and names that mean something to JavaScript. */
const awkward = [
  "",
  " ",
  "a",
  "/",
  "//",
  ".",
  "..",
  "%2F",
  "*",
  "0",
  "-1",
  "true",
  "null",
  "undefined",
  "__proto__",
  "constructor",
  "ä",
  "İ",
  "ß",
  "😀",
  "\uFFFD",
  "\u0000",
  "\u202e",
  "a".repeat(300),
] as const;

/** Text without lone surrogates, which is all that JSON can carry between programs. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...awkward) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 12 }) },
);

/** Text around the literals that it is compared with: themselves, near misses, and anything else. */
export function textNear(literals: readonly ComparedLiteral[]): fc.Arbitrary<string> {
  const texts = literals.flatMap(({ value, relation }) =>
    typeof value === "string" ? [{ value, relation }] : [],
  );
  if (texts.length === 0) return anyText;
  const literal = fc.constantFrom(...texts);
  return fc.oneof(
    {
      weight: 8,
      arbitrary: fc
        .tuple(literal, anyText)
        .map(([{ value, relation }, more]) => satisfying(value, relation, more)),
    },
    {
      weight: 2,
      arbitrary: fc.tuple(literal, fc.constantFrom(...nearMisses)).map(([{ value }, miss]) => miss(value)),
    },
    { weight: 2, arbitrary: anyText },
  );
}

function satisfying(value: string, relation: ComparedLiteral["relation"], more: string): string {
  switch (relation) {
    case "prefix":
      return value + more;
    case "suffix":
      return more + value;
    case "contains":
      return more + value + more;
    case "equals":
    case "order":
      return value;
  }
}

const nearMisses: readonly ((text: string) => string)[] = [
  (text) => text.toUpperCase(),
  (text) => text.toLowerCase(),
  (text) => [...text].slice(0, -1).join(""),
  (text) => [...text].slice(1).join(""),
  (text) => `${text} `,
  (text) => `${text}/`,
  (text) => `/${text}`,
  (text) => `${text}x`,
  (text) => text.replaceAll("/", "//"),
];
