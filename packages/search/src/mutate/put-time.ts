import type { Json } from "@bylaw/engine";
import { integer, isNumber, valueAt, withValueAt } from "../json-value.ts";
import { pathTo } from "../places.ts";
import type { Random } from "../random.ts";
import { type Mutation, pickHeld } from "./mutation.ts";

const second = 1_000_000_000n;
const steps: readonly bigint[] = [0n, 1n, 60n, 600n, 3_600n, 86_400n, 30n * 86_400n].map(
  (step) => step * second,
);

/** A time near the clock's, as text or as a number, where the policies read or a time stands. */
export const putTime: Mutation = (candidate, { places, random, vocabulary }) => {
  const isTime = (value: Json | undefined) =>
    isNumber(value) || (typeof value === "string" && !Number.isNaN(Date.parse(value)));
  const known = random.oneIn(2) ? pickHeld(candidate, random, ({ value }) => isTime(value)) : undefined;
  if (known === undefined && places.length === 0) return undefined;
  const path = known?.path ?? pathTo(random.pick(places), candidate.input, random, vocabulary);
  const step = random.pick(steps);
  const time = random.oneIn(3) ? candidate.now + step : candidate.now - step;
  if (time < 0n) return undefined;
  const value = written(time, isNumber(valueAt(candidate.input, path)), random);
  return { ...candidate, input: withValueAt(candidate.input, path, value) };
};

/** In seconds, milliseconds or nanoseconds, or as RFC 3339 has it, also elsewhere than in UTC. */
function written(time: bigint, asNumber: boolean, random: Random): Json {
  if (asNumber) return integer(time / random.pick([1n, 1_000_000n, second]));
  const text = new Date(Number(time / 1_000_000n)).toISOString();
  return random.oneIn(4) ? text.replace("Z", "+00:00") : text;
}
