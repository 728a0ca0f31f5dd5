import type { HourRow } from "../../report/report.ts";
import { count } from "../describe.ts";
import { element, joined, type Markup } from "./markup.ts";
import { table } from "./table.ts";
import { kindNames } from "./wording.ts";

const kinds = ["grant", "lockout", "error", "other"] as const;
const mostBars = 240;
const height = 60;

/** Changes by hour; by day where the hours would be too many to see. */
export function hoursChart(hours: readonly HourRow[]): Markup {
  const timed = hours.filter(({ hour }) => hour !== "");
  if (timed.length === 0) return element("p", { class: "note" }, "The events carry no time.");
  const unit = timed.length > mostBars ? "day" : "hour";
  const rows = unit === "hour" ? timed : byDay(timed);
  const untimed = hours.find(({ hour }) => hour === "");
  return joined(
    rows.length > 1 ? drawing(rows.slice(-mostBars), unit) : undefined,
    element(
      "details",
      { open: rows.length <= 6 },
      element("summary", {}, `By ${unit}, as numbers`),
      table(
        `Recorded decisions by ${unit} (UTC)`,
        [
          { title: unit, cell: ({ hour }) => timeText(hour) },
          { title: "decisions", number: true, cell: ({ events }) => count(events) },
          ...kinds.map((kind) => ({
            title: kindNames[kind],
            number: true,
            cell: (row: HourRow) => count(row[kind]),
          })),
          { title: "not compared", number: true, cell: ({ notCompared }) => count(notCompared) },
        ],
        rows,
      ),
    ),
    untimed === undefined
      ? undefined
      : element("p", { class: "note" }, `${count(untimed.events)} more without a time, or before these.`),
  );
}

function byDay(hours: readonly HourRow[]): readonly HourRow[] {
  const days = new Map<string, HourRow>();
  for (const row of hours) {
    const day = row.hour.slice(0, 10);
    const known = days.get(day);
    const sum = (name: Exclude<keyof HourRow, "hour">) => (known?.[name] ?? 0) + row[name];
    days.set(day, {
      hour: day,
      events: sum("events"),
      grant: sum("grant"),
      lockout: sum("lockout"),
      error: sum("error"),
      other: sum("other"),
      notCompared: sum("notCompared"),
    });
  }
  return [...days.values()];
}

function drawing(rows: readonly HourRow[], unit: string): Markup {
  const changes = (row: HourRow) => kinds.reduce((sum, kind) => sum + row[kind], 0);
  const most = Math.max(1, ...rows.map(changes));
  const wide = 6;
  const bars = rows.flatMap((row, index) => {
    let top = height;
    return kinds.map((kind) => {
      const tall = Math.round((row[kind] / most) * height * 100) / 100;
      top -= tall;
      return element("rect", {
        class: kind,
        x: index * wide,
        y: Math.max(0, top),
        width: wide - 1,
        height: tall,
      });
    });
  });
  const first = rows[0]?.hour ?? "";
  const last = rows.at(-1)?.hour ?? "";
  return element(
    "figure",
    { class: "hours" },
    element(
      "svg",
      {
        viewBox: `0 0 ${rows.length * wide} ${height}`,
        preserveAspectRatio: "none",
        role: "img",
        "aria-label": `Changes by ${unit}; the numbers are below`,
      },
      bars,
    ),
    element(
      "figcaption",
      {},
      `Changes by ${unit}, ${timeText(first)} to ${timeText(last)} (UTC); at most ${count(most)}. From below: grants, lock-outs, errors, other answers. A ${unit} without recorded decisions has no bar.`,
    ),
  );
}

function timeText(hour: string): string {
  return hour.length > 10 ? `${hour.replace("T", " ")}:00` : hour;
}
