import { withValueAt } from "../json-value.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

/** A part of another candidate, where it stood there. */
export const takeFromOther: Mutation = (candidate, { other, random }) => {
  const held = pickHeld(other, random);
  return held && { ...candidate, input: withValueAt(candidate.input, held.path, held.value) };
};
