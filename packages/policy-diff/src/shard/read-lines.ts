import { closeSync, openSync, readSync } from "node:fs";

const newline = 0x0a;
/** A line is read again by who looks at it, so that it should still be in the processor's cache. */
const firstCapacity = 1 << 18;

/** A line within a buffer, which is used again for the next. */
export interface LineSpan {
  readonly bytes: Buffer;
  readonly start: number;
  readonly end: number;
  /** Longer than the bound: only its beginning is there. */
  readonly tooLong: boolean;
  /** Whether the file ended before the line did. */
  readonly cut: boolean;
}

/**
 * Reads whole lines from a stretch of a file.
 *
 * @param maxBytes of one line
 * @param onLine may return a promise, to be waited for before the next line
 * @returns how many bytes were read
 */
export async function readLines(
  file: string,
  range: { readonly start: number; readonly end: number },
  maxBytes: number,
  onLine: (line: LineSpan) => Promise<void> | undefined,
): Promise<number> {
  const handle = openSync(file, "r");
  let buffer = Buffer.allocUnsafe(firstCapacity);
  let held = 0;
  let at = range.start;
  let tooLong = false;
  try {
    while (at < range.end) {
      const read = readSync(handle, buffer, held, Math.min(buffer.length - held, range.end - at), at);
      if (read === 0) break;
      at += read;
      const filled = held + read;
      let start = 0;
      let search = held;
      for (;;) {
        const end = buffer.indexOf(newline, search);
        if (end === -1 || end >= filled) break;
        const told = onLine({ bytes: buffer, start, end, tooLong, cut: false });
        if (told !== undefined) await told;
        tooLong = false;
        start = end + 1;
        search = start;
      }
      held = filled - start;
      if (held > maxBytes) {
        tooLong = true;
        held = 0;
      } else if (start > 0) buffer.copyWithin(0, start, filled);
      else if (held === buffer.length) {
        const larger = Buffer.allocUnsafe(buffer.length * 2);
        buffer.copy(larger, 0, 0, held);
        buffer = larger;
      }
    }
    if (held > 0 || tooLong) await onLine({ bytes: buffer, start: 0, end: held, tooLong, cut: true });
    return at - range.start;
  } finally {
    closeSync(handle);
  }
}
