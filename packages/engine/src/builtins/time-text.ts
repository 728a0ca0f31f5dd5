// Source: OPA v1/topdown/time.go.
import { integer, isInteger } from "../values/number.ts";
import { isArray, isNumber, type Value } from "../values/value.ts";
import {
  BuiltinError,
  BuiltinTypeError,
  operand,
  text,
  UnsupportedCall,
  type ValueBuiltin,
  whole,
} from "./builtin.ts";
import { type Civil, civilAt, instantInZone, instantOf, safeInstant, zoneOffset } from "./calendar.ts";
import { formatTime, namedLayouts, parseTime } from "./time-layout.ts";

type Args = readonly Value[];

interface Instant {
  readonly ns: bigint;
  readonly zone: string;
  readonly layout: string;
}

/** Nanoseconds, or an array of them with a zone and a layout. */
function instant(args: Args, position: number): Instant {
  const value = operand(args, position);
  const [ns, zone = "", layout = ""] = isArray(value) ? value : [value];
  if (!isNumber(ns) || typeof zone !== "string" || typeof layout !== "string")
    throw new BuiltinTypeError(
      `operand ${position + 1} must be either number (ns) or [number (ns), string (tz)]`,
    );
  const exact = isInteger(ns) ? BigInt(ns) : undefined;
  if (exact === undefined || exact >= 2n ** 63n || exact < -(2n ** 63n))
    throw new BuiltinError("timestamp too big");
  return { ns: exact, zone: zone === "Local" ? "" : zone, layout };
}

function civil({ ns, zone }: Instant): Civil {
  return civilAt(ns, zoneOffset(ns, zone));
}

function date(args: Args): Value {
  const { year, month, day } = civil(instant(args, 0));
  return [year, month, day];
}

// Go adds beyond it, too, but only to what then wraps around.
const maxDifference = 2 ** 31;

function addDate(args: Args): Value {
  const given = instant(args, 0);
  const before = civil(given);
  if ([1, 2, 3].some((position) => Math.abs(whole(args, position)) > maxDifference))
    throw new UnsupportedCall("dates as far apart");
  const after = {
    ...before,
    year: before.year + whole(args, 1),
    month: before.month + whole(args, 2),
    day: before.day + whole(args, 3),
  };
  return integer(safeInstant(instantInZone(after, given.zone)));
}

function diff(args: Args): Value {
  const [a, b] = [instant(args, 0), instant(args, 1)];
  // It must be one, though the difference is told in the first one's zone.
  zoneOffset(b.ns, b.zone);
  const [early, late] = a.ns > b.ns ? [b, a] : [a, b];
  const from = civil({ ...early, zone: a.zone });
  const to = civil({ ...late, zone: a.zone });
  const parts = [
    to.year - from.year,
    to.month - from.month,
    to.day - from.day,
    to.hour - from.hour,
    to.minute - from.minute,
    to.second - from.second,
  ];
  const daysInMonth = civilAt(instantOf({ ...from, month: from.month + 1, day: 0 }), 0).day;
  const ranges = [0, 12, daysInMonth, 24, 60, 60];
  for (let unit = 5; unit > 0; unit--) {
    if ((parts[unit] ?? 0) >= 0) continue;
    parts[unit] = (parts[unit] ?? 0) + (ranges[unit] ?? 0);
    parts[unit - 1] = (parts[unit - 1] ?? 0) - 1;
  }
  return parts;
}

const unitNs: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
  d: 86_400_000_000_000n,
  w: 604_800_000_000_000n,
  y: 31_536_000_000_000_000n,
};

function duration(given: string): Value {
  const wrong = () => new BuiltinError(`time: invalid duration ${given.slice(0, 40)}`);
  const [, sign = "", body = ""] = /^([+-]?)(.*)$/s.exec(given) ?? [];
  if (body.length > 200) throw wrong();
  if (body === "0") return 0;
  if (!/^(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h|d|w|y))+$/.test(body)) throw wrong();
  let total = 0n;
  for (const [, count = "", unit = ""] of body.matchAll(/([\d.]+)(\D+)/g)) {
    const [wholePart = "", fraction = ""] = count.split(".");
    const scale = unitNs[unit];
    if (scale === undefined || count.length > 60) throw wrong();
    total += BigInt(wholePart || "0") * scale;
    total += (BigInt(fraction || "0") * scale) / 10n ** BigInt(fraction.length);
  }
  const signed = sign === "-" ? -total : total;
  if (signed >= 2n ** 63n || signed < -(2n ** 63n)) throw wrong();
  return integer(signed);
}

function format(args: Args): Value {
  const given = instant(args, 0);
  const offset = zoneOffset(given.ns, given.zone);
  const layout = given.layout === "" ? "RFC3339Nano" : given.layout;
  return formatTime(namedLayouts.get(layout) ?? layout, civilAt(given.ns, offset), offset, given);
}

function parseWith(layout: string, value: string): Value {
  return integer(safeInstant(parseTime(namedLayouts.get(layout) ?? layout, value)));
}

export const timeTextBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["time.date", date],
  ["time.add_date", addDate],
  ["time.diff", diff],
  ["time.format", format],
  ["time.parse_ns", (args) => parseWith(text(args, 0), text(args, 1))],
  ["time.parse_rfc3339_ns", (args) => parseWith("RFC3339", text(args, 0))],
  ["time.parse_duration_ns", (args) => duration(text(args, 0))],
]);
