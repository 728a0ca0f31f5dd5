import { count } from "../describe.ts";
import { type Child, element, type Markup } from "./markup.ts";

export interface Bar {
  readonly name: Child;
  readonly value: number;
  readonly remark?: string;
}

/** Bars as a list; each says its number, so that the drawing only repeats it. */
export function bars(label: string, rows: readonly Bar[]): Markup {
  const most = Math.max(1, ...rows.map(({ value }) => value));
  return element(
    "ul",
    { class: "bars", "aria-label": label },
    rows.map(({ name, value, remark }) =>
      element(
        "li",
        {},
        element("span", { class: "bar-name" }, name),
        element(
          "svg",
          { viewBox: "0 0 100 8", preserveAspectRatio: "none", "aria-hidden": "true", class: "bar" },
          element("rect", {
            width: value === 0 ? 0 : Math.max(0.5, Math.round((value / most) * 1_000) / 10),
            height: 8,
          }),
        ),
        element(
          "span",
          { class: "bar-value" },
          element("b", {}, count(value)),
          remark === undefined ? "" : ` ${remark}`,
        ),
      ),
    ),
  );
}
