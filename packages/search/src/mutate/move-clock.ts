import type { Mutation } from "./mutation.ts";

const hour = 3_600_000_000_000n;
const steps: readonly bigint[] = [1n, 5n, 11n, 24n, 48n, 24n * 183n, 24n * 365n * 10n];

/** Another time of the day, of the week or of the year. */
export const moveClock: Mutation = (candidate, { random }) => {
  const step = random.pick(steps) * hour;
  const now = random.oneIn(2) ? candidate.now + step : candidate.now - step;
  return now > 0n && now < 9_000_000_000_000_000_000n ? { ...candidate, now } : undefined;
};
