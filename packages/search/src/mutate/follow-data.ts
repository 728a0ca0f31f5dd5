import { withValueAt } from "../json-value.ts";
import { pathTo } from "../places.ts";
import { relatedTo } from "../related.ts";
import type { Mutation } from "./mutation.ts";

/** What base documents have below or beside a text of the input, at another place: what a caller may reach. */
export const followData: Mutation = (candidate, { places, random, vocabulary }) => {
  const values = relatedTo(candidate.input, vocabulary.related);
  if (values.length === 0 || places.length === 0) return undefined;
  const path = pathTo(random.pick(places), candidate.input, random, vocabulary);
  return { ...candidate, input: withValueAt(candidate.input, path, random.pick(values)) };
};
