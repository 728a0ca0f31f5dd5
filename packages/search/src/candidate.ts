import type { Json, RecordedBuiltins } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";

/** What is asked of a policy: an input, and the time at which it is asked. */
export interface Candidate {
  readonly input: Json;
  /** Nanoseconds since 1970. */
  readonly now: bigint;
}

/** A Monday at noon, UTC: where a search begins. */
export const firstNow = 1_767_614_400_000_000_000n;

/**
 * The clock as a decision log would have it. All else that depends on the world is then not recorded, so that a
 * decision which needs it is not made instead of being made up.
 */
export function recordedClock({ now }: Candidate): RecordedBuiltins {
  return { "time.now_ns": { "[]": now } };
}

/** Whether one is simpler: it is shorter, or as long and first by its text. */
export function isSimpler(one: Candidate, other: Candidate): boolean {
  const [ours, theirs] = [stringifyJson(one.input), stringifyJson(other.input)];
  if (ours.length !== theirs.length) return ours.length < theirs.length;
  if (ours !== theirs) return ours < theirs;
  return one.now === firstNow && other.now !== firstNow;
}
