import { heldValues, withoutValueAt, withValueAt } from "@bylaw/search";
import type { AskedQuestion } from "../../recording/recorder.ts";

const mostValues = 200;

/**
 * Questions as one of a test, but for one text or key of the input: where a mistake in what is compared shows.
 *
 * @param words texts that may stand there, such as those that the policy compares with
 */
export function* nearbyQuestions(
  question: AskedQuestion,
  words: readonly string[],
): Generator<AskedQuestion> {
  const { input } = question;
  if (input === undefined) return;
  const values = heldValues(input, mostValues);
  for (const word of words)
    for (const { path, value } of values)
      if (typeof value === "string" && value !== word)
        yield { ...question, input: withValueAt(input, path, word) };
  for (const { path, value } of values) {
    if (typeof value === "string")
      for (const other of longer(value)) yield { ...question, input: withValueAt(input, path, other) };
    if (typeof value !== "object" || value === null || Array.isArray(value)) continue;
    for (const [key, held] of Object.entries(value))
      for (const other of longer(key))
        yield {
          ...question,
          input: withValueAt(withoutValueAt(input, [...path, key]), [...path, other], held),
        };
  }
}

/** What merely ends or begins with a text, or has it in it. */
function longer(text: string): readonly string[] {
  return [`x${text}`, `${text}x`];
}
