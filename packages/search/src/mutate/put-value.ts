import { withValueAt } from "../json-value.ts";
import { pathTo } from "../places.ts";
import type { Mutation } from "./mutation.ts";

/** A value that the policies know, where they read. */
export const putValue: Mutation = (candidate, { places, random, vocabulary }) => {
  if (places.length === 0) return undefined;
  const path = pathTo(random.pick(places), candidate.input, random, vocabulary);
  return { ...candidate, input: withValueAt(candidate.input, path, vocabulary.value(random)) };
};
