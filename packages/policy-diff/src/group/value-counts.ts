import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { valueAt } from "../event/place.ts";

/** How often each value stood at some places of the input. Bounded: past the bound new values are only counted. */
export interface ValueCounts {
  readonly events: number;
  at(place: number): PlaceCounts;
}

export interface PlaceCounts {
  /** Short text for a value → how often. */
  readonly counts: ReadonlyMap<string, number>;
  /** One value of each, scalars only. */
  readonly values: ReadonlyMap<string, Json>;
  /** Events whose value is not among the counts, because there were too many. */
  readonly overflow: number;
}

export interface GrowingValueCounts extends ValueCounts {
  /** @param times how many events have this input; 1 when absent */
  add(input: Json | undefined, times?: number): void;
  summary(): ValueCountsSummary;
  /** Adds what was counted elsewhere, later in the log. */
  merge(other: ValueCountsSummary): void;
}

/** Counts as plain data. */
export interface ValueCountsSummary {
  readonly events: number;
  readonly places: readonly {
    /** In the order in which they were met. */
    readonly counts: readonly (readonly [string, number])[];
    readonly values: readonly (readonly [string, Json])[];
    readonly overflow: number;
  }[];
}

interface GrowingPlace {
  readonly counts: Map<string, number>;
  readonly values: Map<string, Json>;
  overflow: number;
}

const maxTextLength = 200;

/**
 * @param places paths below the input
 * @param maxDistinct values kept for each place
 * @param room how many values may be kept, here and wherever else it is given
 */
export function countValues(
  places: readonly (readonly string[])[],
  maxDistinct: number,
  room: { left: number } = { left: Number.POSITIVE_INFINITY },
): GrowingValueCounts {
  const counted: GrowingPlace[] = places.map(() => ({ counts: new Map(), values: new Map(), overflow: 0 }));
  const empty: PlaceCounts = { counts: new Map(), values: new Map(), overflow: 0 };
  let events = 0;
  const addTo = (into: GrowingPlace, text: string, value: Json | undefined, times: number) => {
    const count = into.counts.get(text);
    if (count === undefined && (into.counts.size >= maxDistinct || room.left <= 0)) into.overflow += times;
    else into.counts.set(text, (count ?? 0) + times);
    if (count === undefined) room.left--;
    if (count === undefined && value !== undefined && (typeof value !== "object" || value === null)) {
      if (into.values.size < maxDistinct) into.values.set(text, value);
    }
  };
  return {
    get events() {
      return events;
    },
    at: (place) => counted[place] ?? empty,
    add: (input, times = 1) => {
      events += times;
      for (const [index, place] of places.entries()) {
        const into = counted[index];
        if (into === undefined) continue;
        const value = valueAt(input, place);
        addTo(into, valueText(value), value, times);
      }
    },
    summary: () => ({
      events,
      places: counted.map(({ counts, values, overflow }) => ({
        counts: [...counts],
        values: [...values],
        overflow,
      })),
    }),
    merge: (other) => {
      events += other.events;
      for (const [index, { counts, values, overflow }] of other.places.entries()) {
        const into = counted[index];
        if (into === undefined) continue;
        const scalars = new Map(values);
        for (const [text, times] of counts) addTo(into, text, scalars.get(text), times);
        into.overflow += overflow;
      }
    },
  };
}

/** Objects all count as one: what sets events apart lies in their members, which are places of their own. */
function valueText(value: Json | undefined): string {
  if (value === undefined) return "absent";
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return "object";
  const text = canonical(value);
  return text.length <= maxTextLength ? text : `${text.slice(0, maxTextLength)}… ${text.length}`;
}
