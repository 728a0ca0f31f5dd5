import { integer, isNumber, withValueAt } from "../json-value.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

const steps: readonly number[] = [1, -1, 10, -10, 1_000, -1_000];

/** A number a little or a lot further. */
export const stepNumber: Mutation = (candidate, { random }) => {
  const held = pickHeld(candidate, random, ({ value }) => isNumber(value));
  if (held === undefined || !isNumber(held.value)) return undefined;
  const step = random.pick(steps);
  const { value } = held;
  const next =
    typeof value === "bigint" ? integer(value + BigInt(step)) : random.oneIn(8) ? -value : value + step;
  return { ...candidate, input: withValueAt(candidate.input, held.path, next) };
};
