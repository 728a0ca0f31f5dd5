import type { SourceRange } from "./mutant.ts";

/** Files → lines that a change wrote, as ranges of first and last. */
export type ChangedLines = ReadonlyMap<string, readonly (readonly [first: number, last: number])[]>;

export function isChanged(changed: ChangedLines, { file, line, endLine }: SourceRange): boolean {
  return (changed.get(file) ?? []).some(([first, last]) => line <= last && endLine >= first);
}

/**
 * Reads what `git diff --unified=0` printed.
 *
 * @param nameOf the name that reports have for a path of git's; undefined for files that are of no interest
 */
export function readChangedLines(
  diff: string,
  nameOf: (path: string) => string | undefined = (path) => path,
): ChangedLines {
  const changed = new Map<string, (readonly [number, number])[]>();
  let file: string | undefined;
  for (const line of diff.split("\n")) {
    const path = /^\+\+\+ b\/(.*)$/.exec(line)?.[1];
    if (line.startsWith("+++ ")) file = path === undefined ? undefined : nameOf(path);
    const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
    if (hunk === null || file === undefined) continue;
    const [first, length] = [Number(hunk[1]), Number(hunk[2] ?? 1)];
    if (length === 0) continue;
    const ranges = changed.get(file) ?? [];
    changed.set(file, ranges);
    ranges.push([first, first + length - 1]);
  }
  return changed;
}
