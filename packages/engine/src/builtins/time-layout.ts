// Source: Go's time/format.go: layouts are written as the reference time, Mon Jan 2 15:04:05 MST 2006.
import { RE2JS } from "re2js";
import { BuiltinError, UnsupportedCall } from "./builtin.ts";
import { type Civil, civilAt, instantOf } from "./calendar.ts";
import { compiledPattern } from "./regex.ts";

export const namedLayouts: ReadonlyMap<string, string> = new Map([
  ["ANSIC", "Mon Jan _2 15:04:05 2006"],
  ["UnixDate", "Mon Jan _2 15:04:05 MST 2006"],
  ["RubyDate", "Mon Jan 02 15:04:05 -0700 2006"],
  ["RFC822", "02 Jan 06 15:04 MST"],
  ["RFC822Z", "02 Jan 06 15:04 -0700"],
  ["RFC850", "Monday, 02-Jan-06 15:04:05 MST"],
  ["RFC1123", "Mon, 02 Jan 2006 15:04:05 MST"],
  ["RFC1123Z", "Mon, 02 Jan 2006 15:04:05 -0700"],
  ["RFC3339", "2006-01-02T15:04:05Z07:00"],
  ["RFC3339Nano", "2006-01-02T15:04:05.999999999Z07:00"],
]);

const months = [
  "January",
  "February",
  "March",
  "April",
  "May",
  "June",
  "July",
  "August",
  "September",
  "October",
  "November",
  "December",
];
const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

// Longest first, as Go looks for them.
const token =
  /January|Jan|Monday|Mon|MST|2006|__2|_2006|_2|002|01|02|03|04|05|06|15|-07:00:00|-07:00|-070000|-0700|-07|Z07:00:00|Z07:00|Z070000|Z0700|Z07|PM|pm|[.,]0+(?!\d)|[.,]9+(?!\d)|1|2|3|4|5/;

function tokens(layout: string): readonly string[] {
  const found: string[] = [];
  let rest = layout.slice(0, 200);
  for (;;) {
    const match = token.exec(rest);
    if (match === null) return [...found, rest];
    found.push(rest.slice(0, match.index), match[0]);
    rest = rest.slice(match.index + match[0].length);
  }
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function offsetText(offset: number, form: string): string {
  if (form.startsWith("Z") && offset === 0) return "Z";
  const absolute = Math.abs(offset);
  const colon = form.includes(":") ? ":" : "";
  const digits = form.replace(/\D/g, "").length;
  const parts = [two(Math.floor(absolute / 3600)), two(Math.floor(absolute / 60) % 60), two(absolute % 60)];
  return (offset < 0 ? "-" : "+") + parts.slice(0, digits / 2).join(colon);
}

/**
 * The abbreviation of the zone.
 *
 * @throws {UnsupportedCall} when the platform does not know it: it has only what is usual in the United States
 */
function zoneName({ ns, zone }: { readonly ns: bigint; readonly zone: string }): string {
  if (zone === "" || zone === "UTC") return "UTC";
  const name = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "short" })
    .formatToParts(Number(ns / 1_000_000n))
    .find(({ type }) => type === "timeZoneName")?.value;
  if (name === undefined || !/^[A-Z]{3,5}$/.test(name))
    throw new UnsupportedCall("the abbreviation of the time zone is not known");
  return name;
}

/** Writes a civil time by a layout. */
export function formatTime(
  layout: string,
  civil: Civil,
  offset: number,
  instant: { readonly ns: bigint; readonly zone: string },
): string {
  const weekday =
    days[new Date(Number(instantOf({ ...civil, nanosecond: 0 }) / 1_000_000n)).getUTCDay()] ?? "";
  const month = months[civil.month - 1] ?? "";
  const yearDay = () =>
    Number((instantOf(civil) - instantOf({ ...civil, month: 1, day: 1 })) / 86_400_000_000_000n) + 1;
  const hour12 = civil.hour % 12 === 0 ? 12 : civil.hour % 12;
  return tokens(layout)
    .map((part, index) => {
      if (index % 2 === 0) return part;
      if (/^[.,]/.test(part)) return fractionText(civil.nanosecond, part);
      if (/^[-Z]0/.test(part)) return offsetText(offset, part);
      switch (part) {
        case "January":
          return month;
        case "Jan":
          return month.slice(0, 3);
        case "Monday":
          return weekday;
        case "Mon":
          return weekday.slice(0, 3);
        case "MST":
          return zoneName(instant);
        case "2006":
          return String(civil.year).padStart(4, "0");
        case "_2006":
          return `_${String(civil.year).padStart(4, "0")}`;
        case "06":
          return two(civil.year % 100);
        case "01":
          return two(civil.month);
        case "1":
          return String(civil.month);
        case "02":
          return two(civil.day);
        case "_2":
          return String(civil.day).padStart(2, " ");
        case "2":
          return String(civil.day);
        case "002":
          return String(yearDay()).padStart(3, "0");
        case "__2":
          return String(yearDay()).padStart(3, " ");
        case "15":
          return two(civil.hour);
        case "03":
          return two(hour12);
        case "3":
          return String(hour12);
        case "04":
          return two(civil.minute);
        case "4":
          return String(civil.minute);
        case "05":
          return two(civil.second);
        case "5":
          return String(civil.second);
        case "PM":
          return civil.hour >= 12 ? "PM" : "AM";
        default:
          return civil.hour >= 12 ? "pm" : "am";
      }
    })
    .join("");
}

function fractionText(nanosecond: number, form: string): string {
  const digits = String(nanosecond)
    .padStart(9, "0")
    .slice(0, form.length - 1);
  if (form.includes("0")) return form.slice(0, 1) + digits;
  const short = digits.replace(/0+$/, "");
  return short === "" ? "" : form.slice(0, 1) + short;
}

// A part of the layout → what may stand there, and what it is.
const patterns: Readonly<Record<string, readonly [string, string]>> = {
  January: [`(?:${months.join("|")})`, "month"],
  Jan: ["[A-Za-z]{3}", "month"],
  Monday: [`(?:${days.join("|")})`, ""],
  Mon: ["(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)", ""],
  MST: ["(?:UTC|[A-Z]{3,5}|GMT[+-]\\d{1,2}|[+-]\\d{2})", ""],
  "2006": ["\\d{4}", "year"],
  "06": ["\\d{2}", "shortYear"],
  "01": ["\\d{2}", "month"],
  "1": ["\\d{1,2}", "month"],
  "02": ["\\d{2}", "day"],
  _2: [" ?\\d{1,2}", "day"],
  "2": [" ?\\d{1,2}", "day"],
  "002": ["\\d{3}", "yearDay"],
  __2: ["[ \\d]{2}\\d", "yearDay"],
  "15": ["\\d{1,2}", "hour"],
  "03": ["\\d{2}", "hour"],
  "3": ["\\d{1,2}", "hour"],
  "04": ["\\d{2}", "minute"],
  "4": ["\\d{1,2}", "minute"],
  "05": ["\\d{2}(?:[.,]\\d+)?", "second"],
  "5": ["\\d{1,2}(?:[.,]\\d+)?", "second"],
  PM: ["(?:AM|PM)", "half"],
  pm: ["(?:am|pm)", "half"],
};

function patternOf(part: string): readonly [string, string] {
  if (part.startsWith("Z")) return [`(?:Z|${patternOf(part.replace("Z", "-"))[0]})`, "offset"];
  if (/^-0/.test(part)) return [part.replace("-", "[+-]").replace(/\d/g, "\\d"), "offset"];
  if (/^[.,]/.test(part))
    return [part.includes("0") ? `[.,]\\d{${part.length - 1}}` : "(?:[.,]\\d+)?", "fraction"];
  return patterns[part] ?? [part, ""];
}

/**
 * Reads a time by a layout.
 *
 * @returns nanoseconds since 1970
 * @throws {BuiltinError} when the text does not fit
 */
export function parseTime(layout: string, value: string): bigint {
  const wrong = () => new BuiltinError("parsing time: the text does not fit the layout");
  if (value.length > 200) throw wrong();
  const kinds: string[] = [];
  const source = tokens(layout)
    .map((part, index) => {
      if (index % 2 === 0) return RE2JS.quote(part);
      const [pattern, kind] = patternOf(part);
      kinds.push(kind);
      return `(${pattern})`;
    })
    .join("");
  // A layout may have parts that could share text in many ways: only linear time will do.
  const matcher = compiledPattern(`^${source}$`).matcher(value);
  if (!matcher.find()) throw wrong();
  const parts = new Map(kinds.map((kind, index) => [kind, matcher.group(index + 1) ?? ""]));
  const number = (kind: string, otherwise: number) => Number(parts.get(kind) || otherwise);
  const [secondText = "0", inlineFraction = ""] = (parts.get("second") ?? "0").split(/[.,]/);
  const fraction = (parts.get("fraction") ?? "").slice(1) || inlineFraction;
  const shortYear = number("shortYear", 0);
  const civil: Civil = {
    year: parts.has("year") ? number("year", 0) : parts.has("shortYear") ? century(shortYear) : 0,
    month: monthOf(parts.get("month")),
    day: number("day", 1),
    hour: hourOf(number("hour", 0), parts.get("half")),
    minute: number("minute", 0),
    second: Number(secondText),
    nanosecond: Number(fraction.slice(0, 9).padEnd(9, "0")),
  };
  const instant = instantOf(civil);
  const back = civilAt(instant, 0);
  // A day or hour out of range would have carried over.
  if (
    back.day !== civil.day ||
    back.hour !== civil.hour ||
    back.minute !== civil.minute ||
    back.second !== civil.second
  )
    throw wrong();
  return instant - BigInt(offsetOf(parts.get("offset") ?? "Z")) * 1_000_000_000n;
}

function century(year: number): number {
  return year >= 69 ? year + 1900 : year + 2000;
}

function monthOf(text: string | undefined): number {
  if (text === undefined) return 1;
  if (/^\d+$/.test(text)) return Number(text);
  const found = months.findIndex((month) => month.toLowerCase().startsWith(text.toLowerCase()));
  if (found < 0) throw new BuiltinError("parsing time: no such month");
  return found + 1;
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour;
  const base = hour === 12 ? 0 : hour;
  return half.toLowerCase() === "pm" ? base + 12 : base;
}

function offsetOf(text: string): number {
  if (text === "Z") return 0;
  const digits = text.replace(/\D/g, "").padEnd(6, "0");
  const [hour, minute, second] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map(Number);
  // Go takes offsets of a whole day, hour and minute too.
  if ((hour ?? 0) > 24 || (minute ?? 0) > 60 || (second ?? 0) > 60)
    throw new BuiltinError("parsing time: time zone offset out of range");
  const seconds = (hour ?? 0) * 3600 + (minute ?? 0) * 60 + (second ?? 0);
  return text.startsWith("-") ? -seconds : seconds;
}
