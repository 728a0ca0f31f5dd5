import type { Node, SourceFile } from "ts-morph";
import type { Span } from "../compilation.ts";

/** Where a node stands, without the comments before it. */
export function spanOf(node: Node): Span {
  return spanOfRange(node.getSourceFile(), node.getStart(), node.getEnd());
}

/** Where a range of a file stands. */
export function spanOfRange(file: SourceFile, start: number, end: number): Span {
  // TypeScript's own function remembers where lines begin; ts-morph's counts them anew each time.
  const from = file.compilerNode.getLineAndCharacterOfPosition(start);
  const to = file.compilerNode.getLineAndCharacterOfPosition(end);
  return {
    file: file.getFilePath(),
    line: from.line + 1,
    column: from.character + 1,
    endLine: to.line + 1,
    endColumn: to.character + 1,
  };
}
