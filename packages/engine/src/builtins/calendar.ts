// Source: Go's time package: the civil time of an instant in a zone, and back.
import { BuiltinError } from "./builtin.ts";
import { zoneOffset as offsetInMilliseconds } from "./time-zone.ts";

const nsPerMs = 1_000_000n;
const int64 = 2n ** 63n;

/** Civil time; months from 1. */
export interface Civil {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Below a second. */
  readonly nanosecond: number;
}

/** @throws {BuiltinError} when the instant is none that 64 bits hold */
export function safeInstant(ns: bigint): bigint {
  if (ns >= int64 || ns < -int64) throw new BuiltinError("time outside of valid range");
  return ns;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}

/** Seconds that a zone is ahead of UTC at an instant. */
export function zoneOffset(ns: bigint, zone: string): number {
  return offsetInMilliseconds(Number(floorDivide(ns, nsPerMs)), zone);
}

export function civilAt(ns: bigint, offset: number): Civil {
  const local = ns + BigInt(offset) * 1_000_000_000n;
  const milliseconds = floorDivide(local, nsPerMs);
  const date = new Date(Number(milliseconds));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    nanosecond: date.getUTCMilliseconds() * 1_000_000 + Number(local - milliseconds * nsPerMs),
  };
}

/** The instant of a civil time in UTC; days and months beyond their range carry over. */
export function instantOf(civil: Civil): bigint {
  const date = new Date(0);
  date.setUTCFullYear(civil.year, civil.month - 1, civil.day);
  date.setUTCHours(civil.hour, civil.minute, civil.second);
  if (Number.isNaN(date.getTime())) throw new BuiltinError("time outside of valid range");
  return BigInt(date.getTime()) * nsPerMs + BigInt(civil.nanosecond);
}

/** The instant of a civil time in a zone, found as Go finds it near a change of the clocks. */
export function instantInZone(civil: Civil, zone: string): bigint {
  const local = instantOf(civil);
  const seconds = (count: number) => BigInt(count) * 1_000_000_000n;
  const guess = local - seconds(zoneOffset(safeInstant(local), zone));
  return local - seconds(zoneOffset(safeInstant(guess), zone));
}
