/** Gives each text, or other value, a number, the same for the same one. */
export type Numbers<Of = string> = (of: Of) => number;

/** Long texts, and large values, that are compared again and again are compared by their numbers. */
export function createNumbers<Of = string>(): Numbers<Of> {
  const numbers = new Map<Of, number>();
  return (of) => {
    const known = numbers.get(of) ?? numbers.size;
    numbers.set(of, known);
    return known;
  };
}
