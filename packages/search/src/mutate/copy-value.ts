import { valueAt, withValueAt } from "../json-value.ts";
import { pathTo } from "../places.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

/** What stands at one place stands at another too: the tenant of the caller is that of the resource. */
export const copyValue: Mutation = (candidate, { places, random, vocabulary }) => {
  if (places.length === 0) return undefined;
  const from = pathTo(random.pick(places), candidate.input, random, vocabulary);
  const value = valueAt(candidate.input, from) ?? pickHeld(candidate, random)?.value;
  if (value === undefined) return undefined;
  const to = pathTo(random.pick(places), candidate.input, random, vocabulary);
  return { ...candidate, input: withValueAt(candidate.input, to, value) };
};
