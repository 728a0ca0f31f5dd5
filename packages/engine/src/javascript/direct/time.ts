import { zoneOffset } from "../../builtins/calendar.ts";
import { isTimeZone } from "../../builtins/time.ts";
import { isArray, type Value } from "../../values/value.ts";
import type { Direct } from "./direct.ts";

const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const nsPerSecond = 1_000_000_000n;
const secondsPerDay = 86_400;
const secondsPerHour = 3_600;
const maxZones = 100;
const maxHours = 2_000;
// Before, zones changed at odd seconds, and twice within hours.
const earliest = 315_532_800;
// The end of 2100.
const latest = 4_133_980_799;

/** Seconds that a zone is ahead of UTC, by the hour of UTC; undefined in an hour in which that changes. */
type Offsets = Map<number, number | undefined>;

/** Finds the offsets of zones, and keeps them. */
function zoneOffsets(): (seconds: number, zone: string) => number | undefined {
  const zones = new Map<string, Offsets | undefined>();
  const offsetsOf = (zone: string): Offsets | undefined => {
    if (zones.has(zone)) return zones.get(zone);
    if (zones.size >= maxZones) zones.clear();
    const offsets: Offsets | undefined = isTimeZone(zone) ? new Map() : undefined;
    zones.set(zone, offsets);
    return offsets;
  };
  return (seconds, zone) => {
    if (zone === "" || zone === "UTC") return 0;
    const offsets = offsetsOf(zone);
    if (offsets === undefined) return undefined;
    const hour = Math.floor(seconds / secondsPerHour);
    const known = offsets.get(hour);
    if (known !== undefined || offsets.has(hour)) return known;
    if (offsets.size >= maxHours) offsets.clear();
    const at = (hours: number) => zoneOffset(BigInt(hours * secondsPerHour) * nsPerSecond, zone);
    const start = at(hour);
    const offset = start === at(hour + 1) ? start : undefined;
    offsets.set(hour, offset);
    return offset;
  };
}

/** The local time, in seconds since 1970 had it been local; undefined where it takes a look at the calendar. */
function localTime(): (instant: Value | undefined) => number | undefined {
  const offsetAt = zoneOffsets();
  return (instant) => {
    if (!isArray(instant) || instant.length !== 2) return undefined;
    const [ns, zone] = instant;
    if (typeof ns !== "bigint" || typeof zone !== "string") return undefined;
    const seconds = Number(ns / nsPerSecond);
    if (seconds < earliest || seconds > latest) return undefined;
    const offset = offsetAt(seconds, zone);
    return offset === undefined ? undefined : seconds + offset;
  };
}

const clock: Direct = (general) => {
  const secondsOf = localTime();
  return (instant) => {
    const seconds = secondsOf(instant);
    if (seconds === undefined) return general([instant]);
    const second = seconds % secondsPerDay;
    return [Math.floor(second / secondsPerHour), Math.floor((second % secondsPerHour) / 60), second % 60];
  };
};

const weekday: Direct = (general) => {
  const secondsOf = localTime();
  return (instant) => {
    const seconds = secondsOf(instant);
    // The first day of 1970 was a Thursday.
    return seconds === undefined
      ? general([instant])
      : weekdays[(Math.floor(seconds / secondsPerDay) + 4) % 7];
  };
};

export const timeCalls: ReadonlyMap<string, Direct> = new Map([
  ["time.clock", clock],
  ["time.weekday", weekday],
]);
