/** Gives each text a number, the same for the same text. */
export type Numbers = (text: string) => number;

/** Long texts that are compared again and again are compared by their numbers. */
export function createNumbers(): Numbers {
  const numbers = new Map<string, number>();
  return (text) => {
    const known = numbers.get(text) ?? numbers.size;
    numbers.set(text, known);
    return known;
  };
}
