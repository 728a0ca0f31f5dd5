import fc from "fast-check";

const batch = 100;

/** Values of a generator one after another, without end; the same ones for the same seed. */
export function streamOf<T>(values: fc.Arbitrary<T>, seed: number): () => T {
  let made: T[] = [];
  let round = 0;
  return () => {
    // A different seed for each batch, all given by the first.
    if (made.length === 0)
      made = fc.sample(values, { numRuns: batch, seed: (Math.imul(seed, 0x9e3779b1) + round++) | 0 });
    const one = made.pop();
    if (one === undefined) throw new RangeError("a generator makes nothing");
    return one;
  };
}
