import { uniformInt } from "pure-rand/distribution/uniformInt";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";

/** Random choices, the same ones for the same seed. */
export interface Random {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  /** True once in so many times. */
  oneIn(times: number): boolean;
  /** @throws {RangeError} when there is nothing to choose from */
  pick<T>(items: readonly T[]): T;
}

/** @param seed a whole number */
export function randomOf(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  const below = (count: number) => (count <= 1 ? 0 : uniformInt(generator, 0, count - 1));
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new RangeError("there is nothing to choose from");
      return item;
    },
  };
}
