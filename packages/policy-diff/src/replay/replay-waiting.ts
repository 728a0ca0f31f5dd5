import type { RecordedEvent } from "../event/recorded-event.ts";
import { type Replay, type ReplayedEvent, replayAt, replayEvents } from "./replay-batch.ts";

/** An event that waits for others to be replayed with it. */
export interface WaitingEvent {
  readonly event: RecordedEvent;
  readonly path: string;
  /** What it comes to, where that is known. */
  readonly replayed: ReplayedEvent | undefined;
  /** The same object for events that come to the same; undefined where that is not known. */
  readonly sort: object | undefined;
}

/** Replays events together, one of each sort. */
export async function replayWaiting(
  replay: Replay,
  waiting: readonly WaitingEvent[],
): Promise<ReadonlyMap<RecordedEvent, ReplayedEvent>> {
  const results = new Map<RecordedEvent, ReplayedEvent>();
  const firstOfSort = new Map<object, RecordedEvent>();
  const byPath = new Map<string, RecordedEvent[]>();
  for (const { event, path, replayed, sort } of waiting) {
    if (replayed !== undefined) results.set(event, replayed);
    if (replayed !== undefined || (sort !== undefined && firstOfSort.has(sort))) continue;
    if (sort !== undefined) firstOfSort.set(sort, event);
    const events = byPath.get(path) ?? [];
    events.push(event);
    byPath.set(path, events);
  }
  for (const [path, events] of byPath) {
    for (const result of await replayEvents(await replayAt(replay, path), path, events))
      results.set(result.event, result);
  }
  for (const { event, sort } of waiting) {
    if (sort === undefined || results.has(event)) continue;
    const first = firstOfSort.get(sort);
    const same = first === undefined ? undefined : results.get(first);
    if (same !== undefined) results.set(event, { ...same, event });
  }
  return results;
}
