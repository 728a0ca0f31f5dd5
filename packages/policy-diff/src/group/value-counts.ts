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
  add(input: Json | undefined): void;
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
 */
export function countValues(places: readonly (readonly string[])[], maxDistinct: number): GrowingValueCounts {
  const counted: GrowingPlace[] = places.map(() => ({ counts: new Map(), values: new Map(), overflow: 0 }));
  const empty: PlaceCounts = { counts: new Map(), values: new Map(), overflow: 0 };
  let events = 0;
  return {
    get events() {
      return events;
    },
    at: (place) => counted[place] ?? empty,
    add: (input) => {
      events++;
      for (const [index, place] of places.entries()) {
        const into = counted[index];
        if (into === undefined) continue;
        const value = valueAt(input, place);
        const text = valueText(value);
        const count = into.counts.get(text);
        if (count === undefined && into.counts.size >= maxDistinct) into.overflow++;
        else into.counts.set(text, (count ?? 0) + 1);
        if (count === undefined && value !== undefined && (typeof value !== "object" || value === null)) {
          if (into.values.size < maxDistinct) into.values.set(text, value);
        }
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
