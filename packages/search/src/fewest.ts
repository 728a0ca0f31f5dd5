/**
 * Remembers how few rules of each name succeeded for one candidate. What must not be, such as a denial or something
 * malformed, is so taken away one after another.
 */
export interface Fewest {
  /**
   * The names of which fewer succeeded than ever before; none for a name that is met first.
   *
   * @param within where the count belongs, such as among the candidates that subjects part with
   */
  learn(within: string, times: ReadonlyMap<string, number>): readonly string[];
}

const mostKnown = 20_000;

export function createFewest(): Fewest {
  const known = new Map<string, number>();
  return {
    learn: (within, times) => {
      const fewer: string[] = [];
      for (const [name, count] of times) {
        const key = `${within} ${name}`;
        const before = known.get(key);
        if ((before !== undefined && before <= count) || known.size >= mostKnown) continue;
        known.set(key, count);
        if (before !== undefined) fewer.push(name);
      }
      return fewer;
    },
  };
}
