import type { Json } from "@bylaw/engine";
import { isList, isRecord, withValueAt } from "../json-value.ts";
import type { Random } from "../random.ts";
import type { Vocabulary } from "../vocabulary.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

const largest = 200;

/** An array or object with more, fewer or other elements. */
export const editCollection: Mutation = (candidate, { random, vocabulary }) => {
  const held = pickHeld(candidate, random, ({ value }) => typeof value === "object" && value !== null);
  if (held === undefined) return undefined;
  const next = edited(held.value, random, vocabulary);
  return next === undefined
    ? undefined
    : { ...candidate, input: withValueAt(candidate.input, held.path, next) };
};

function edited(value: Json, random: Random, vocabulary: Vocabulary): Json | undefined {
  if (isRecord(value)) return { ...value, [vocabulary.text(random)]: vocabulary.value(random) };
  if (!isList(value)) return undefined;
  if (value.length === 0) return [vocabulary.value(random)];
  const at = random.below(value.length);
  const here = value[at] ?? null;
  switch (random.below(6)) {
    case 0:
      return value.length >= largest ? undefined : [...value, vocabulary.value(random)];
    case 1:
      return value.length >= largest ? undefined : value.toSpliced(at, 0, here);
    case 2:
      return value.toSpliced(at, 1);
    case 3:
      return value.toReversed();
    case 4:
      return value.map(() => here);
    default:
      return value.with(at, vocabulary.value(random));
  }
}
