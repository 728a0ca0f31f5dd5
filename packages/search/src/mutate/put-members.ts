import { isList, isRecord, withValueAt } from "../json-value.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

/** Keys that policies follow, below any object: for what they read only after they put it into something else. */
export const putMembers: Mutation = (candidate, { random, vocabulary }) => {
  if (vocabulary.members.chains.length === 0) return undefined;
  const chain = random.pick(vocabulary.members.chains);
  const held = pickHeld(candidate, random, ({ value }) => isRecord(value) || isList(value));
  const { path, value } = held === undefined || random.oneIn(4) ? { path: [], value: candidate.input } : held;
  const element = isList(value) ? [String(random.below(value.length + 1))] : [];
  const input = withValueAt(candidate.input, [...path, ...element, ...chain], vocabulary.value(random));
  return { ...candidate, input };
};
