/** The middle of some measurements, and how far apart they are. */
export interface Summary {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The median of an odd number is a measurement, of an even one the mean of the two in the middle.
 *
 * @throws Error when there are no measurements
 */
export function summary(measurements: readonly number[]): Summary {
  const sorted = measurements.toSorted((a, b) => a - b);
  const [min, max] = [sorted[0], sorted.at(-1)];
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (min === undefined || max === undefined || upper === undefined || lower === undefined)
    throw new Error("there are no measurements");
  return { median: (lower + upper) / 2, min, max };
}
