import type { Place } from "@bylaw/engine";

/** What is written at a place of a module; columns count code points. */
export function sourceText(module: string, { row, column, endRow, endColumn }: Place): string {
  const lines = module.split("\n").slice(row - 1, endRow);
  return lines
    .map((line, index) => {
      const characters = [...line];
      const end = index === endRow - row ? endColumn - 1 : characters.length;
      return characters.slice(index === 0 ? column - 1 : 0, end).join("");
    })
    .join("\n");
}
