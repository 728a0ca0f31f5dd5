import type { Query } from "@bylaw/engine";
import type { RecordedEvent } from "../event/recorded-event.ts";

/** A decision is logged when it is made; it began at most so long before. */
const longestDecisionNs = 1_000_000_000n;

/**
 * The question of an event at the earliest and the latest time at which it can have been asked, by its timestamp.
 *
 * @returns none where the clock was recorded, or the event has no time
 */
export function atTimestamp(query: Query, { timestamp }: RecordedEvent): readonly Query[] {
  const recorded = query.recordedBuiltins ?? {};
  const logged = timestamp === null ? undefined : nanosecondsOf(timestamp);
  if (logged === undefined || recorded["time.now_ns"] !== undefined) return [];
  return [logged - longestDecisionNs, logged].map((now) => ({
    ...query,
    recordedBuiltins: { ...recorded, "time.now_ns": { "[]": now } },
  }));
}

/** Of RFC 3339, with every digit of the fraction that fits. */
function nanosecondsOf(timestamp: string): bigint | undefined {
  const [, fraction = ""] = /\.(\d+)/.exec(timestamp) ?? [];
  const milliseconds = Date.parse(timestamp.replace(/\.\d+/, ""));
  if (Number.isNaN(milliseconds)) return undefined;
  return BigInt(milliseconds) * 1_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"));
}
