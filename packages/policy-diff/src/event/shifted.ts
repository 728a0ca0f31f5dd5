/** Something that was read at a place of a source. */
interface Placed {
  readonly source: { readonly file: string; readonly position: number };
}

/** The same at the place that it has in the whole file. @param offset positions before the part that was read */
export function shifted<T extends Placed>(placed: T, offset: number): T {
  if (offset === 0) return placed;
  const { file, position } = placed.source;
  return { ...placed, source: { file, position: position + offset } };
}
