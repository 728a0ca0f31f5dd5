// Source: cryptobyte's ReadASN1UTCTime and ReadASN1GeneralizedTime, and Go's time.Time in JSON.
import { type Der, malformed, tags } from "./der.ts";

export interface CertificateTime {
  /** In nanoseconds since 1970. */
  readonly ns: bigint;
  /** As Go writes it, with the offset it came with. */
  readonly text: string;
}

const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/;
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d{4})$/;

export function readTime(der: Der): CertificateTime {
  const short = der.peeks(tags.utcTime);
  const { content } = der.element("time", short ? tags.utcTime : tags.generalizedTime);
  const found = (short ? utcTime : generalizedTime).exec(content.toString("latin1"));
  if (found === null) return malformed("time");
  const [, yearText = "", month = "", day = "", hour = "", minute = "", second = "00", zone = ""] = found;
  // Certificates with two digits end with 2049.
  const year = short ? Number(yearText) + (Number(yearText) >= 50 ? 1900 : 2000) : Number(yearText);
  const utc = new Date(0);
  utc.setUTCFullYear(year, Number(month) - 1, Number(day));
  utc.setUTCHours(Number(hour), Number(minute), Number(second));
  const written = `${month}-${day}T${hour}:${minute}:${second}`;
  if (utc.toISOString().slice(-19, -5) !== written) malformed("time");
  const [offsetHours, offsetMinutes] = [Number(zone.slice(1, 3)), Number(zone.slice(3))];
  const offset = zone === "Z" ? 0 : offsetHours * 60 + offsetMinutes;
  if ((zone !== "Z" && offset === 0) || offsetHours > 23 || offsetMinutes > 59) malformed("time");
  const minutes = zone.startsWith("-") ? -offset : offset;
  return {
    ns: BigInt(utc.getTime() - minutes * 60_000) * 1_000_000n,
    text: `${String(year).padStart(4, "0")}-${written}${zone === "Z" ? "Z" : `${zone.slice(0, 3)}:${zone.slice(3)}`}`,
  };
}
