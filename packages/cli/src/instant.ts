import { InvalidArgumentError } from "commander";

const rfc3339 = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * An RFC 3339 time with a zone, for options.
 *
 * @returns nanoseconds since 1970
 * @throws {InvalidArgumentError} for anything else
 */
export function instant(text: string): bigint {
  const match = rfc3339.exec(text);
  const milliseconds = Date.parse(text.replace(/\.\d+/, ""));
  if (!match || Number.isNaN(milliseconds)) {
    throw new InvalidArgumentError("expected a time such as 2026-11-24T10:00:00Z");
  }
  const fraction = BigInt((match[1] ?? ".0").slice(1).padEnd(9, "0"));
  return BigInt(milliseconds) * 1_000_000n + fraction;
}

const units: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600 };

/**
 * A length of time such as `5s`, `2m` or `500ms`, for options.
 *
 * @returns seconds, more than 0
 * @throws {InvalidArgumentError} for anything else
 */
export function duration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  const seconds = match ? Number(match[1]) * (units[match[2] ?? ""] ?? Number.NaN) : Number.NaN;
  if (!(seconds > 0)) throw new InvalidArgumentError("expected a length of time such as 30s or 2m");
  return seconds;
}
