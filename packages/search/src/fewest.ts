/**
 * Remembers how few rules of each name succeeded for one candidate. What must not be, such as a denial or something
 * malformed, is so taken away one after another.
 */
export interface Fewest {
  /** The names of which fewer succeeded than ever before; none for a name that is met first. */
  learn(times: ReadonlyMap<string, number>): readonly string[];
}

export function createFewest(): Fewest {
  const known = new Map<string, number>();
  return {
    learn: (times) => {
      const fewer: string[] = [];
      for (const [name, count] of times) {
        const before = known.get(name);
        if (before !== undefined && before <= count) continue;
        known.set(name, count);
        if (before !== undefined) fewer.push(name);
      }
      return fewer;
    },
  };
}
