import fc from "fast-check";

/** Far more than any one value takes. */
const mostDraws = 1_000_000;

/**
 * Values of a generator that somebody gave, who may have filtered all of them away: then fast-check would draw for ever,
 * and no time limit of a test can end that. A filter over what draws nothing, such as a constant, is not noticed.
 *
 * @param what it generates, for the error
 * @throws {Error} while generating, when one value takes more than a million random numbers
 */
export function bounded<T>(values: fc.Arbitrary<T>, what: string): fc.Arbitrary<T> {
  return new Bounded(values, what);
}

class Bounded<T> extends fc.Arbitrary<T> {
  readonly #values: fc.Arbitrary<T>;
  readonly #what: string;

  constructor(values: fc.Arbitrary<T>, what: string) {
    super();
    this.#values = values;
    this.#what = what;
  }

  override generate(random: fc.Random, biasFactor: number | undefined): fc.Value<T> {
    return this.#values.generate(counted(random, this.#what), biasFactor);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#values.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#values.shrink(value, context);
  }
}

/** The same random numbers, up to a bound. */
function counted(random: fc.Random, what: string): fc.Random {
  let draws = 0;
  return new Proxy(random, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== "function") return member;
      return (...args: unknown[]) => {
        draws += 1;
        if (draws > mostDraws)
          throw new Error(
            `the generator of ${what} drew ${mostDraws.toLocaleString("en")} random numbers and made none: its filter lets nothing through, or next to nothing. Generate what it asks for instead`,
          );
        return Reflect.apply(member, target, args);
      };
    },
  });
}
