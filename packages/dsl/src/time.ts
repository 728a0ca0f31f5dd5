import { clock, weekday } from "@bylaw/engine/builtins";
import { currentEvaluation } from "./policy/evaluation.ts";

export { isTimeZone } from "@bylaw/engine/builtins";

/** A point in time. */
export interface Instant {
  /** Nanoseconds since 1970. */
  readonly ns: bigint;
}

export type Weekday = "Monday" | "Tuesday" | "Wednesday" | "Thursday" | "Friday" | "Saturday" | "Sunday";

/** When a business is open. All are literals, so that they can be checked when the policy is compiled. */
export interface BusinessHours {
  /** An IANA time zone, such as `Europe/Zurich` or `UTC`. */
  readonly zone: string;
  /** The first open hour, 0 to 23; 9 when absent. */
  readonly from?: number;
  /** The hour at which it closes, 1 to 24; 17 when absent. */
  readonly to?: number;
  /** Monday to Friday when absent. */
  readonly days?: readonly Weekday[];
}

const workingDays: readonly Weekday[] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/**
 * The time of the decision in progress: the same for every rule of one decision.
 *
 * @throws Error outside of a decision
 */
export function now(): Instant {
  return { ns: currentEvaluation("now()").now };
}

/**
 * Whether the instant is on an open day, at or after `from` and before `to` on the clock of `zone`.
 *
 * @throws TypeError on an unknown zone, on an hour out of range or not whole, or when `from` is not before `to`
 */
export function businessHours(instant: Instant, hours: BusinessHours): boolean {
  const { zone, from = 9, to = 17, days = workingDays } = hours;
  if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to > 24 || from >= to) {
    throw new TypeError(`business hours need 0 <= from < to <= 24, not from ${from} to ${to}`);
  }
  const [hour] = clock(instant.ns, zone);
  return from <= hour && hour < to && days.some((day) => day === weekday(instant.ns, zone));
}
