import fc from "fast-check";
import { expect, it } from "vitest";
import { bounded } from "../../src/generate/bounded.ts";

it("makes the same values, and shrinks them as they are shrunk", () => {
  const values = fc.array(
    fc.integer().filter((one) => one % 7 === 0),
    { maxLength: 4 },
  );
  const settings = { numRuns: 200, seed: 5 };
  expect(fc.sample(bounded(values, "inputs"), settings)).toEqual(fc.sample(values, settings));
  const fails = (all: readonly number[]) => all.every((one) => Math.abs(one) < 1_000);
  const counterexample = (of: fc.Arbitrary<number[]>) =>
    fc.check(fc.property(of, fails), settings).counterexample;
  expect(counterexample(bounded(values, "inputs"))).toEqual(counterexample(values));
});

it("gives up where a filter lets nothing through", () => {
  const none = fc.record({ user: fc.string() }).filter(() => false);
  expect(() => fc.sample(bounded(none, "inputs"), 1)).toThrow(
    /the generator of inputs drew 1,000,000 random numbers and made none: its filter lets nothing through/,
  );
});
