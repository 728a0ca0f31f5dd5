import type { RecordedEvent } from "../event/recorded-event.ts";
import type { Group, HourRow } from "./report.ts";

/** Counts events in scope by the hour in which they were recorded. */
export interface Hours {
  /** @param kind of change; `notCompared` for an indeterminate event, undefined for one that stays as it is */
  add(event: Pick<RecordedEvent, "timestamp">, kind: Group["kind"] | "notCompared" | undefined): void;
  /** By hour. */
  rows(): readonly HourRow[];
}

type Counts = { -readonly [K in keyof HourRow]: HourRow[K] };

/** About three months; of a longer log the earlier hours are counted together, whatever order they come in. */
const maxHours = 2_200;

export function countHours(): Hours {
  const hours = new Map<string, Counts>();
  const countsAt = (hour: string): Counts => {
    const counts = hours.get(hour) ?? {
      hour,
      events: 0,
      grant: 0,
      lockout: 0,
      error: 0,
      other: 0,
      notCompared: 0,
    };
    hours.set(hour, counts);
    return counts;
  };
  const dropEarliest = () => {
    const earliest = [...hours.values()]
      .filter(({ hour }) => hour !== "")
      .reduce((a, b) => (a.hour < b.hour ? a : b));
    hours.delete(earliest.hour);
    const rest = countsAt("");
    for (const name of ["events", "grant", "lockout", "error", "other", "notCompared"] as const)
      rest[name] += earliest[name];
  };
  return {
    add: ({ timestamp }, kind) => {
      const counts = countsAt(hourOf(timestamp));
      counts.events++;
      if (kind !== undefined) counts[kind]++;
      if (hours.size - (hours.has("") ? 1 : 0) > maxHours) dropEarliest();
    },
    rows: () => [...hours.values()].sort((a, b) => (a.hour < b.hour ? -1 : 1)),
  };
}

/** In UTC; empty when the time is not known. */
function hourOf(timestamp: string | null): string {
  const time = timestamp === null ? Number.NaN : Date.parse(timestamp);
  return Number.isNaN(time) ? "" : new Date(time).toISOString().slice(0, 13);
}
