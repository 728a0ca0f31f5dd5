import { placeText } from "../event/place.ts";
import type { Disclosure } from "../report/disclosure.ts";
import type { Shown, Where } from "../report/report.ts";
import type { PlaceCounts, ValueCounts } from "./value-counts.ts";

const maxPlaces = 4;
const maxValues = 5;
/** A place that tells fewer unchanged events apart than this says little. */
const leastSeparation = 0.5;

/** A request id or a name of its own for each event sets every event apart, and explains nothing. */
function isIdentifier(place: PlaceCounts, events: number): boolean {
  return events >= 10 && place.counts.size + place.overflow > events / 2;
}

/**
 * Finds the places of the input that tell a group from the unchanged events which base decided alike: where most of
 * those have none of the group's values.
 */
export function wherePlaces(
  places: readonly (readonly string[])[],
  group: ValueCounts,
  unchanged: ValueCounts | undefined,
  disclosure: Disclosure,
): readonly Where[] {
  if (unchanged === undefined || unchanged.events === 0) return [];
  const found: Where[] = [];
  for (const [index, place] of places.entries()) {
    const ours = group.at(index);
    const theirs = unchanged.at(index);
    // Past the bound on distinct values nothing can be said about which are absent.
    if (ours.overflow > 0) continue;
    if (isIdentifier(theirs, unchanged.events)) continue;
    let shared = theirs.overflow;
    for (const [text, count] of theirs.counts) if (ours.counts.has(text)) shared += count;
    const separates = 1 - shared / unchanged.events;
    if (separates < leastSeparation) continue;
    const values: { value: Shown; count: number }[] = [];
    for (const [text, count] of ours.counts) {
      const value = ours.values.get(text);
      if (value === undefined) continue;
      const shown = disclosure.inputValue(place, value);
      if (shown === null || typeof shown !== "object") values.push({ value: shown, count });
    }
    values.sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1));
    const kept = values.slice(0, maxValues);
    found.push({
      path: placeText(place),
      distinct: ours.counts.size,
      separates: Math.round(separates * 10_000) / 10_000,
      values: kept,
      otherCount: group.events - kept.reduce((sum, { count }) => sum + count, 0),
    });
  }
  // Of two places that separate alike, the one with fewer values says more.
  found.sort((a, b) => b.separates - a.separates || a.distinct - b.distinct || (a.path < b.path ? -1 : 1));
  return found.slice(0, maxPlaces);
}
