import { plural } from "../describe.ts";
import { type Child, element, fitting, joined, type Markup } from "./markup.ts";

export interface Column<Row> {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly number?: boolean;
  readonly cell: (row: Row) => Child;
}

const mostBytes = 200_000;

/** A table that says so when rows are left out. */
export function table<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  options: { readonly most?: number; readonly noun?: string } = {},
): Markup {
  const shown = fitting(rows.slice(0, options.most ?? 200), mostBytes, (row) =>
    element(
      "tr",
      {},
      columns.map(({ cell, number }) =>
        element("td", { class: number === true ? "number" : undefined }, cell(row)),
      ),
    ),
  );
  const left = rows.length - shown.length;
  return joined(
    element(
      "div",
      { class: "scroll" },
      element(
        "table",
        {},
        element("caption", {}, caption),
        element(
          "thead",
          {},
          element(
            "tr",
            {},
            columns.map(({ title, number }) =>
              element("th", { scope: "col", class: number === true ? "number" : undefined }, title),
            ),
          ),
        ),
        element("tbody", {}, shown),
      ),
    ),
    left > 0
      ? element(
          "p",
          { class: "note" },
          `${plural(left, options.noun ?? "row")} more; the JSON report has them.`,
        )
      : undefined,
  );
}

/** Names with their values. */
export function facts(pairs: readonly (readonly [string, Child])[]): Markup {
  return element(
    "dl",
    { class: "facts" },
    pairs.map(([name, value]) => element("div", {}, element("dt", {}, name), element("dd", {}, value))),
  );
}
