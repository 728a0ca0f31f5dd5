const inFlight = 16;

/** Works on some values at a time, and gives the results in order. */
export async function each<T, U>(
  values: readonly T[],
  work: (value: T, index: number) => Promise<U>,
): Promise<U[]> {
  const results: U[] = [];
  for (let at = 0; at < values.length; at += inFlight) {
    const batch = values.slice(at, at + inFlight);
    results.push(...(await Promise.all(batch.map((value, index) => work(value, at + index)))));
  }
  return results;
}
