import { withValueAt } from "../json-value.ts";
import { pathTo } from "../places.ts";
import type { Mutation } from "./mutation.ts";

const mostTexts = 4;

/** What base documents have on one way down, each at another place: what a policy looks up there with several keys. */
export const lookUp: Mutation = (candidate, { places, random, vocabulary }) => {
  const { ways } = vocabulary;
  if (ways.length === 0 || places.length < 2) return undefined;
  const way = random.pick(ways);
  const most = Math.min(way.length, mostTexts);
  const count = most <= 2 ? most : 2 + random.below(most - 1);
  const texts = [...way].slice(-count);
  let { input } = candidate;
  const left = [...places];
  for (const text of texts) {
    const [place] = left.splice(random.below(left.length), 1);
    if (place !== undefined) input = withValueAt(input, pathTo(place, input, random, vocabulary), text);
  }
  return { ...candidate, input };
};
