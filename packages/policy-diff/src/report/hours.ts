import type { Group, HourRow } from "./report.ts";

/** A kind of change; `notCompared` for an indeterminate event, undefined for one that stays as it is. */
export type CountedChange = Group["kind"] | "notCompared" | undefined;

/** Counts events in scope by the hour in which they were recorded. */
export interface Hours {
  /**
   * @param timestamp as recorded
   * @param times how many events of that hour; 1 when absent
   */
  add(timestamp: string | null, kind: CountedChange, times?: number): void;
  /** Adds what was counted elsewhere. */
  merge(rows: readonly HourRow[]): void;
  /** By hour. */
  rows(): readonly HourRow[];
}

type Counts = { -readonly [K in keyof HourRow]: HourRow[K] };

const counted = ["events", "grant", "lockout", "error", "other", "notCompared"] as const;
/** About three months; of a longer log the earlier hours are counted together, whatever order they come in. */
const maxHours = 2_200;

export function countHours(): Hours {
  const hours = new Map<string, Counts>();
  const countsAt = (hour: string): Counts => {
    const known = hours.get(hour);
    if (known !== undefined) return known;
    const counts = { hour, events: 0, grant: 0, lockout: 0, error: 0, other: 0, notCompared: 0 };
    hours.set(hour, counts);
    return counts;
  };
  const addAll = (to: Counts, from: HourRow) => {
    for (const name of counted) to[name] += from[name];
  };
  const keepLatest = () => {
    const timed = [...hours.values()].filter(({ hour }) => hour !== "").sort(byHour);
    for (const earlier of timed.slice(0, Math.max(0, timed.length - maxHours))) {
      hours.delete(earlier.hour);
      addAll(countsAt(""), earlier);
    }
  };
  return {
    add: (timestamp, kind, times = 1) => {
      const counts = countsAt(hourOf(timestamp));
      counts.events += times;
      if (kind !== undefined) counts[kind] += times;
      // To look for the earliest takes long, so that many are left out at once.
      if (hours.size > 2 * maxHours) keepLatest();
    },
    merge: (rows) => {
      for (const row of rows) addAll(countsAt(row.hour), row);
      if (hours.size > 2 * maxHours) keepLatest();
    },
    rows: () => {
      keepLatest();
      return [...hours.values()].sort(byHour);
    },
  };
}

function byHour(a: HourRow, b: HourRow): number {
  return a.hour < b.hour ? -1 : 1;
}

/** In UTC; empty when the time is not known. */
export function hourOf(timestamp: string | null): string {
  if (timestamp === null) return "";
  // OPA writes UTC, and reading a time is dear.
  if (timestamp.endsWith("Z") && /^\d{4}-\d\d-\d\dT\d\d:/.test(timestamp)) return timestamp.slice(0, 13);
  const time = Date.parse(timestamp);
  return Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 13);
}
