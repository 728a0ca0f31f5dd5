import type { CountedChange, Hours } from "../report/hours.ts";
import type { LineScanner } from "../scan/line-scanner.ts";

/** Counts lines by their hour, without reading the time of each: those that follow each other are mostly of one. */
export interface HourCounts {
  /** @param hours where lines are counted whose hour is not written in UTC */
  add(scanner: LineScanner, change: CountedChange, hours: Hours): void;
  /** Adds all that was counted, and begins anew. */
  settle(hours: Hours): void;
}

export function countByHour(): HourCounts {
  const counts = new Map<CountedChange, number>();
  /** Of the lines that are counted here. */
  let hour = 0;
  let timestamp = "";
  const settle = (hours: Hours) => {
    for (const [change, times] of counts) hours.add(timestamp, change, times);
    counts.clear();
    hour = 0;
  };
  return {
    settle,
    add: (scanner, change, hours) => {
      const own = scanner.hour();
      if (own === 0) {
        hours.add(scanner.timestamp(), change);
        return;
      }
      if (own !== hour) {
        settle(hours);
        hour = own;
        timestamp = scanner.timestamp();
      }
      counts.set(change, (counts.get(change) ?? 0) + 1);
    },
  };
}
