/** Remembers decision ids, within a bound: two generations, of which the older is forgotten. */
export interface SeenDecisions {
  /** @returns whether the id was seen before */
  add(id: string): boolean;
}

/** @param generation how many ids each generation holds */
export function rememberDecisions(generation = 2_000_000): SeenDecisions {
  let recent = new Set<string>();
  let older = new Set<string>();
  return {
    add: (id) => {
      const key = id.slice(0, 256);
      if (recent.has(key) || older.has(key)) return true;
      if (recent.size >= generation) {
        older = recent;
        recent = new Set();
      }
      recent.add(key);
      return false;
    },
  };
}
