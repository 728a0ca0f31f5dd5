/** Puts lines together again that a pipeline cut into parts, stream by stream. */
export interface PartialLines {
  /**
   * Takes one part.
   *
   * @param position of the part, which the line gets if this is its first
   * @returns the line when this was its last part; undefined while parts are missing
   */
  add(stream: string, text: string, position: number, more: boolean): JoinedLine | undefined;
  /** What was never finished, in the order of its first parts. */
  rest(): readonly JoinedLine[];
}

export interface JoinedLine {
  readonly text: string;
  readonly position: number;
  /** Whether parts are missing, or were too many to keep. */
  readonly cut: boolean;
}

interface Open {
  readonly parts: string[];
  readonly position: number;
  length: number;
}

/** Containers that write long lines at once into one file; more than these would be an attack on memory. */
const maxOpen = 64;
/** What is kept of a line that grew over the bound, to tell whether it was a decision. */
const keptOfLongLine = 256;

/** @param maxLength of all parts that are kept, in UTF-16 units */
export function partialLines(maxLength: number): PartialLines {
  const open = new Map<string, Open>();
  let kept = 0;
  const close = (stream: string, line: Open, cut: boolean): JoinedLine => {
    open.delete(stream);
    kept -= Math.min(line.length, kept);
    return { text: line.parts.join(""), position: line.position, cut };
  };
  return {
    add: (stream, text, position, more) => {
      const known = open.get(stream);
      if (known === undefined && !more) return { text, position, cut: false };
      if (known === undefined && open.size >= maxOpen) return { text, position, cut: true };
      const line = known ?? { parts: [], position, length: 0 };
      open.set(stream, line);
      line.parts.push(text);
      line.length += text.length;
      kept += text.length;
      if (kept > maxLength) {
        // The longest is given up; its remaining parts will be no decision by themselves.
        const given = close(stream, line, true);
        return { ...given, text: given.text.slice(0, keptOfLongLine) };
      }
      return more ? undefined : close(stream, line, false);
    },
    rest: () => [...open].map(([stream, line]) => close(stream, line, true)),
  };
}
