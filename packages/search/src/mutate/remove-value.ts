import { withoutValueAt } from "../json-value.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

/** Something is not there. */
export const removeValue: Mutation = (candidate, { random }) => {
  const held = pickHeld(candidate, random);
  return held && { ...candidate, input: withoutValueAt(candidate.input, held.path) };
};
