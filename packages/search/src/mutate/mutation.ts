import type { InputRead } from "@bylaw/engine";
import type { Candidate } from "../candidate.ts";
import { type Held, heldValues } from "../json-value.ts";
import type { Random } from "../random.ts";
import type { Vocabulary } from "../vocabulary.ts";

/** What a mutation may use. */
export interface MutationContext {
  readonly random: Random;
  readonly vocabulary: Vocabulary;
  /** Where the policies read. */
  readonly places: readonly InputRead[];
  /** Another candidate that is worth something. */
  readonly other: Candidate;
}

/** Makes another candidate of one; undefined where it does not apply. */
export type Mutation = (candidate: Candidate, context: MutationContext) => Candidate | undefined;

const mostValues = 300;

/** A value of the input, but for the input itself, of those that fit; undefined when none does. */
export function pickHeld(
  { input }: Candidate,
  random: Random,
  fits: (held: Held) => boolean = () => true,
): Held | undefined {
  const found = heldValues(input, mostValues).filter((held) => held.path.length > 0 && fits(held));
  return found.length === 0 ? undefined : random.pick(found);
}
