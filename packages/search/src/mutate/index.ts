import type { Candidate } from "../candidate.ts";
import { changeType } from "./change-type.ts";
import { copyValue } from "./copy-value.ts";
import { editCollection } from "./edit-collection.ts";
import { editText } from "./edit-text.ts";
import { followData } from "./follow-data.ts";
import { lookUp } from "./look-up.ts";
import { moveClock } from "./move-clock.ts";
import type { Mutation, MutationContext } from "./mutation.ts";
import { putMembers } from "./put-members.ts";
import { putTime } from "./put-time.ts";
import { putValue } from "./put-value.ts";
import { removeValue } from "./remove-value.ts";
import { stepNumber } from "./step-number.ts";
import { takeFromOther } from "./take-from-other.ts";

/** All mutations, and how often each is chosen. */
const mutations: readonly { readonly mutation: Mutation; readonly weight: number }[] = [
  { mutation: putValue, weight: 6 },
  { mutation: putMembers, weight: 3 },
  { mutation: copyValue, weight: 3 },
  { mutation: takeFromOther, weight: 3 },
  { mutation: followData, weight: 2 },
  { mutation: lookUp, weight: 3 },
  { mutation: editText, weight: 3 },
  { mutation: editCollection, weight: 2 },
  { mutation: removeValue, weight: 2 },
  { mutation: changeType, weight: 1 },
  { mutation: stepNumber, weight: 1 },
];

const chosen = mutations.flatMap(({ mutation, weight }) => Array.from({ length: weight }, () => mutation));
const chosenWithClock = [...chosen, moveClock, moveClock, putTime, putTime, putTime];

const mostAtOnce = 4;

/** Mutates a candidate once or a few times. */
export function mutated(candidate: Candidate, context: MutationContext, withClock: boolean): Candidate {
  const { random } = context;
  let made = candidate;
  const times = random.oneIn(2) ? 1 : 1 + random.below(mostAtOnce);
  for (let time = 0; time < times; time++) {
    const mutation = random.pick(withClock ? chosenWithClock : chosen);
    made = mutation(made, context) ?? made;
  }
  return made;
}
