import type { SourceRange } from "../mutant.ts";

/** Where offsets in the text of a file are, as people count. */
export class SourcePositions {
  readonly #file: string;
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.#file = file;
    this.#lineStarts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  }

  /** @param start with `end`, offsets in UTF-16 units */
  range(start: number, end: number): SourceRange {
    const [from, to] = [this.#position(start), this.#position(end)];
    return { file: this.#file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  #position(offset: number): { readonly line: number; readonly column: number } {
    let line = this.#lineStarts.length;
    while (line > 1 && (this.#lineStarts[line - 1] ?? 0) > offset) line--;
    return { line, column: offset - (this.#lineStarts[line - 1] ?? 0) + 1 };
  }
}
