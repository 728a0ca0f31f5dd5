// Source: OPA v1/topdown/time.go. Zones are IANA names, as Go's time.LoadLocation takes them.
import type { Json } from "../values/json.ts";
import { integer } from "../values/number.ts";
import { type Builtin, BuiltinError, BuiltinTypeError } from "./builtin.ts";

const nanosecondsPerMillisecond = 1_000_000n;
// Go's time.UnixNano range, which OPA checks with `toSafeUnixNano`.
const int64 = 2n ** 63n;
// Zone files have case-sensitive names, Intl's do not: each word of a name is written as the IANA database writes it.
const word =
  "(?:[A-Z][a-z]+|[A-Z]{2,4}|of|es|au|DumontDUrville|McMurdo|[A-Z]{3}\\d[A-Z]{3}|GMT(?:[+-]\\d{1,2}|0))";
const knownZone = new RegExp(`^${word}(?:[/_-]${word})*$`);
const dateOptions = {
  weekday: "long",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const satisfies Intl.DateTimeFormatOptions;

/** Whether a zone is `UTC` or an IANA name that this platform knows. Names are case-sensitive, as in OPA. */
export function isTimeZone(zone: string): boolean {
  if (!knownZone.test(zone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/**
 * The time of day in a zone: `time.clock([ns, zone])`.
 *
 * @returns hour (0 to 23), minute, second
 * @throws {BuiltinError} for an unknown zone or an instant beyond 64 bits of nanoseconds
 */
export function clock(ns: bigint, zone = "UTC"): readonly [hour: number, minute: number, second: number] {
  const parts = partsOf(ns, zone);
  return [Number(parts.hour), Number(parts.minute), Number(parts.second)];
}

/**
 * The English name of the day in a zone: `time.weekday([ns, zone])`.
 *
 * @throws {BuiltinError} as {@link clock}
 */
export function weekday(ns: bigint, zone = "UTC"): string {
  return partsOf(ns, zone).weekday ?? "";
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format costs a hundred times as much as using it, and zones are few: names the platform knows. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    if (!isTimeZone(zone)) throw new BuiltinError(`unknown time zone ${JSON.stringify(zone)}`);
    format = new Intl.DateTimeFormat("en-US", { ...dateOptions, timeZone: zone });
    formats.set(zone, format);
  }
  return format;
}

function partsOf(ns: bigint, zone: string): Partial<Record<Intl.DateTimeFormatPartTypes, string>> {
  if (ns >= int64 || ns < -int64) throw new BuiltinError("time outside of valid range");
  const remainder = ns % nanosecondsPerMillisecond;
  const milliseconds = Number((ns - remainder) / nanosecondsPerMillisecond) - (remainder < 0n ? 1 : 0);
  return Object.fromEntries(
    formatOf(zone)
      .formatToParts(milliseconds)
      .map(({ type, value }) => [type, value]),
  );
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
