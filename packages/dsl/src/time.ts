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

/**
 * The form of a time of RFC 3339 that exists: years 1970 to 2261, which a clock of 64 bits has whole, no second 60, and
 * at most nine decimals, which is what an instant holds.
 */
export const timePattern = (() => {
  const year = "(?:19[7-9][0-9]|2[01][0-9]{2}|22[0-5][0-9]|226[01])";
  const leapYear =
    "(?:19(?:7[26]|8[048]|9[26])|2000|2[01](?:0[48]|[2468][048]|[13579][26])|22(?:0[48]|[24][048]|[135][26]|60))";
  const day =
    "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))";
  const clockTime = "(?:[01][0-9]|2[0-3]):[0-5][0-9]";
  return `^((?:${year}-${day}|${leapYear}-02-29)T${clockTime}:[0-5][0-9])(?:\\.([0-9]{1,9}))?(Z|[+-]${clockTime})$`;
})();

const timeForm = new RegExp(timePattern);

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

/**
 * The instant that a text says, such as `2026-11-25T17:45:00Z` or `2026-11-25T18:45:00.5+01:00`.
 *
 * @param text a time of RFC 3339 with capital `T` and `Z`
 * @returns `undefined` when `text` is none, has a second 60 or more than nine decimals, or a year outside of 1970 to 2261
 */
export function parseTime(text: string): Instant | undefined {
  const [, seconds, fraction = "", zone] = timeForm.exec(text) ?? [];
  if (seconds === undefined || zone === undefined) return undefined;
  return { ns: BigInt(Date.parse(`${seconds}${zone}`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0")) };
}

/** Whether an instant is before another; false when they are the same. */
export function isBefore(instant: Instant, other: Instant): boolean {
  return instant.ns < other.ns;
}

/** Whether an instant is after another; false when they are the same. */
export function isAfter(instant: Instant, other: Instant): boolean {
  return instant.ns > other.ns;
}

/** The whole seconds from one instant to another, rounded towards zero; negative when `to` is before `from`. */
export function secondsBetween(from: Instant, to: Instant): number {
  return Number((to.ns - from.ns) / 1_000_000_000n);
}
