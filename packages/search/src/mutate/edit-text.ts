import { withValueAt } from "../json-value.ts";
import type { Random } from "../random.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

const longest = 2_000;

/** A text with more, less or something else in it. */
export const editText: Mutation = (candidate, { random, vocabulary }) => {
  const held = pickHeld(candidate, random, ({ value }) => typeof value === "string");
  if (typeof held?.value !== "string") return undefined;
  const text = edited(held.value, random, vocabulary).slice(0, longest);
  return { ...candidate, input: withValueAt(candidate.input, held.path, text) };
};

function edited(text: string, random: Random, vocabulary: Vocabulary): string {
  const at = random.below(text.length + 1);
  switch (random.below(9)) {
    case 0:
      return text + vocabulary.text(random);
    case 1:
      return vocabulary.text(random) + text;
    case 2:
      return `${text}${random.pick(["/", ".", ":", "-", ",", " "])}${vocabulary.text(random)}`;
    case 3:
      return text.slice(0, at);
    case 4:
      return text.slice(0, at) + text.slice(at + 1);
    case 5:
      return text.slice(0, at) + random.pick(["a", "/", "..", "A", "0", " ", "%2F"]) + text.slice(at);
    case 6:
      return random.oneIn(2) ? text.toUpperCase() : text.toLowerCase();
    case 7:
      return random.pick([`${text}/`, `/${text}`, ` ${text}`, text.replaceAll("/", "//"), text.trim()]);
    default:
      return "";
  }
}
