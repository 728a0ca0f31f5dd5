// Source: Go's time.LoadLocation, which takes `UTC` and the names of the IANA time zone database.
import { BuiltinError } from "./builtin.ts";

// Zone files have case-sensitive names, Intl's do not: each word of a name is written as the IANA database writes it.
const word =
  "(?:[A-Z][a-z]+|[A-Z]{2,4}|of|es|au|DumontDUrville|McMurdo|[A-Z]{3}\\d[A-Z]{3}|GMT(?:[+-]\\d{1,2}|0))";
const knownZone = new RegExp(`^${word}(?:[/_-]${word})*$`);

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
 * Seconds that a zone is ahead of UTC.
 *
 * @param milliseconds since 1970
 * @param zone an IANA name; empty is UTC
 * @throws {BuiltinError} for an unknown zone
 */
export function zoneOffset(milliseconds: number, zone: string): number {
  if (zone === "" || zone === "UTC") return 0;
  return (zones.get(zone) ?? openZone(zone)).offsetAt(milliseconds);
}

const hour = 3_600_000;
/** Zones, and hours of each, that are remembered: what a log of some weeks needs. */
const maxZones = 500;
const maxHours = 2_000;

const zones = new Map<string, Zone>();

function openZone(name: string): Zone {
  if (!isTimeZone(name)) throw new BuiltinError(`unknown time zone ${JSON.stringify(name)}`);
  if (zones.size >= maxZones) zones.clear();
  const zone = new Zone(name);
  zones.set(name, zone);
  return zone;
}

/** Asking Intl costs a hundred times as much as all else here, so that answers are kept by the hour. */
class Zone {
  readonly #format: Intl.DateTimeFormat;
  readonly #hours = new Map<number, number>();

  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      timeZoneName: "longOffset",
      hourCycle: "h23",
    });
  }

  offsetAt(milliseconds: number): number {
    const start = Math.floor(milliseconds / hour);
    const known = this.#hours.get(start);
    if (known !== undefined) return known;
    const offset = this.#ask(milliseconds);
    // No zone changes its clocks and back within an hour.
    if (this.#ask(start * hour) === offset && this.#ask((start + 1) * hour - 1) === offset) {
      if (this.#hours.size >= maxHours) this.#hours.clear();
      this.#hours.set(start, offset);
    }
    return offset;
  }

  #ask(milliseconds: number): number {
    const text = this.#format.formatToParts(milliseconds).find(({ type }) => type === "timeZoneName")?.value;
    const [, sign, hours = "0", minutes = "0", seconds = "0"] =
      /^GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?$/.exec(text ?? "") ?? [];
    const ahead = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
    return sign === "-" ? -ahead : ahead;
  }
}
