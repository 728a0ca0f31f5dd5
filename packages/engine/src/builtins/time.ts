// Source: OPA v1/topdown/time.go. Zones are IANA names, as Go's time.LoadLocation takes them.
import type { Json } from "../values/json.ts";
import { integer } from "../values/number.ts";
import { type Builtin, BuiltinError, BuiltinTypeError } from "./builtin.ts";
import { safeInstant } from "./calendar.ts";
import { zoneOffset } from "./time-zone.ts";

const nanosecondsPerMillisecond = 1_000_000n;
const day = 86_400;
const daysOfWeek = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;
/** 1970 began on a Thursday. */
const firstDay = 4;

/**
 * The time of day in a zone: `time.clock([ns, zone])`.
 *
 * @returns hour (0 to 23), minute, second
 * @throws {BuiltinError} for an unknown zone or an instant beyond 64 bits of nanoseconds
 */
export function clock(ns: bigint, zone = "UTC"): readonly [hour: number, minute: number, second: number] {
  const seconds = localSeconds(ns, zone);
  const ofDay = seconds - Math.floor(seconds / day) * day;
  return [Math.floor(ofDay / 3600), Math.floor(ofDay / 60) % 60, ofDay % 60];
}

/**
 * The English name of the day in a zone: `time.weekday([ns, zone])`.
 *
 * @throws {BuiltinError} as {@link clock}
 */
export function weekday(ns: bigint, zone = "UTC"): string {
  const days = Math.floor(localSeconds(ns, zone) / day) + firstDay;
  return daysOfWeek[((days % 7) + 7) % 7] ?? "";
}

let last: { readonly ns: bigint; readonly zone: string; readonly seconds: number } | undefined;

/** Whole seconds since 1970 on the clocks of a zone. A policy asks several things of one instant. */
function localSeconds(ns: bigint, zone: string): number {
  if (last?.zone !== zone || last.ns !== ns) last = { ns, zone, seconds: findSeconds(ns, zone) };
  return last.seconds;
}

function findSeconds(ns: bigint, zone: string): number {
  const remainder = safeInstant(ns) % nanosecondsPerMillisecond;
  const milliseconds = Number((ns - remainder) / nanosecondsPerMillisecond) - (remainder < 0n ? 1 : 0);
  return Math.floor(milliseconds / 1000) + zoneOffset(milliseconds, zone);
}

/** The operand of most of the family: nanoseconds, or an array of nanoseconds and a zone. */
function instantOperand(value: Json | undefined): readonly [bigint, string] {
  const [ns, zone = ""] = Array.isArray(value) ? value : [value];
  if (typeof zone !== "string")
    throw new BuiltinTypeError("operand 1 must be either number (ns) or [number (ns), string (tz)]");
  if (typeof ns === "bigint" || (typeof ns === "number" && Number.isInteger(ns)))
    return [BigInt(ns), zone || "UTC"];
  if (typeof ns !== "number") throw new BuiltinTypeError("operand 1 must be number");
  throw new BuiltinError("timestamp too big");
}

export const timeBuiltins: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  ["time.now_ns", (_, { now }) => integer(now)],
  ["time.clock", ([instant]) => clock(...instantOperand(instant))],
  ["time.weekday", ([instant]) => weekday(...instantOperand(instant))],
]);
