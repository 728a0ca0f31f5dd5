/** One column of a table. */
export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** Lines of a table, each cell as wide as its column. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): readonly string[] {
  const all = [columns.map(({ title }) => title), ...rows];
  const widths = columns.map((_, index) => Math.max(...all.map((row) => (row[index] ?? "").length)));
  const line = (row: readonly string[]) =>
    columns
      .map(({ align }, index) => {
        const cell = row[index] ?? "";
        const width = widths[index] ?? 0;
        return align === "left" ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd();
  const [head = [], ...body] = all;
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...body.map(line)];
}
