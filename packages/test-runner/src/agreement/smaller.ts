import type { Json } from "@bylaw/engine";

/**
 * Simpler variants of a value, one step each, the boldest first: a part left out, an array or object emptied or cut
 * in half, a scalar made plain.
 */
export function smaller(value: Json): readonly Json[] {
  if (Array.isArray(value)) return smallerArrays(value);
  if (typeof value === "object" && value !== null) return smallerObjects(Object.entries(value));
  switch (typeof value) {
    case "string":
      return smallerTexts(value);
    case "number":
      return value === 0 ? [] : [...new Set([0, Math.trunc(value / 2)])].filter((number) => number !== value);
    case "bigint":
      return [0, value / 2n].filter((number) => number !== value);
    case "boolean":
      return value ? [false] : [];
    default:
      return [];
  }
}

function smallerTexts(text: string): readonly string[] {
  // By characters, so that no surrogate loses its other half.
  const characters = Array.from(text);
  if (characters.length === 0) return [];
  const half = characters.slice(0, Math.floor(characters.length / 2)).join("");
  return [...new Set(["", half, characters.slice(0, -1).join(""), characters.slice(1).join("")])];
}

function smallerArrays(array: readonly Json[]): readonly Json[] {
  if (array.length === 0) return [];
  const half = Math.floor(array.length / 2);
  return [
    [],
    ...(array.length > 2 ? [array.slice(0, half), array.slice(half)] : []),
    ...array.map((_, index) => array.filter((_, other) => other !== index)),
    ...array.flatMap((element, index) =>
      smaller(element).map((child) => array.map((old, other) => (other === index ? child : old))),
    ),
  ];
}

type Entries = readonly (readonly [string, Json])[];

function smallerObjects(entries: Entries): readonly Json[] {
  if (entries.length === 0) return [];
  return [
    {},
    ...entries.map(([name]) => Object.fromEntries(entries.filter(([other]) => other !== name))),
    ...entries.flatMap(([name, value]) =>
      smaller(value).map((child) =>
        Object.fromEntries(entries.map(([other, old]) => [other, other === name ? child : old])),
      ),
    ),
  ];
}
