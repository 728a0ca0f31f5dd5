import { InvalidArgumentError } from "commander";

/** Reads a percentage that was given as an option. */
export function percentage(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !(number >= 0 && number <= 100))
    throw new InvalidArgumentError("expected a number from 0 to 100");
  return number;
}

/** Reads a whole number that was given as an option. */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(number))
    throw new InvalidArgumentError("expected a whole number");
  return number;
}
