import { type EnvoyInput, envoyPolicy, type Rule } from "@bylaw/dsl/envoy";
import {
  businessHours,
  isAfter,
  isBefore,
  now,
  parseTime,
  secondsBetween,
  type Weekday,
} from "@bylaw/dsl/time";
import { describe, expect, it } from "vitest";

const at = (time: string) => ({ ns: BigInt(Date.parse(time)) * 1_000_000n });

describe("business hours", () => {
  it.each([
    ["2026-11-24T08:59:59Z", false],
    ["2026-11-24T09:00:00Z", true],
    ["2026-11-24T16:59:59Z", true],
    ["2026-11-24T17:00:00Z", false],
    ["2026-11-22T12:00:00Z", false],
    ["2026-11-28T12:00:00Z", false],
  ])("from nine to five on working days: %s", (time, open) => {
    expect(businessHours(at(time), { zone: "UTC" })).toBe(open);
  });

  it("are those of the zone, in summer and in winter, on its own day", () => {
    const zurich = { zone: "Europe/Zurich", from: 9, to: 10 };
    expect(businessHours(at("2026-07-01T07:30:00Z"), zurich)).toBe(true);
    expect(businessHours(at("2026-12-01T07:30:00Z"), zurich)).toBe(false);
    expect(businessHours(at("2026-12-01T08:30:00Z"), zurich)).toBe(true);
    const mondayInTokyo = { zone: "Asia/Tokyo", days: ["Monday"], from: 0, to: 24 } as const;
    expect(businessHours(at("2026-11-22T15:00:00Z"), mondayInTokyo)).toBe(true);
    expect(businessHours(at("2026-11-22T14:59:59Z"), mondayInTokyo)).toBe(false);
  });

  it("are never on no day", () => {
    const days: readonly Weekday[] = [];
    expect(businessHours(at("2026-11-24T12:00:00Z"), { zone: "UTC", days })).toBe(false);
  });

  it("need a zone and hours that make sense", () => {
    const noon = at("2026-11-24T12:00:00Z");
    expect(() => businessHours(noon, { zone: "Mars/Olympus" })).toThrow("time zone");
    for (const hours of [{ from: 17, to: 9 }, { from: -1 }, { to: 25 }, { from: 9.5 }, { from: 9, to: 9 }]) {
      expect(() => businessHours(noon, { zone: "UTC", ...hours })).toThrow(TypeError);
    }
  });

  it("fail closed in a rule when they make no sense", () => {
    const closed: Rule<EnvoyInput> = () => !businessHours(now(), { zone: "Mars/Olympus" });
    expect(envoyPolicy({ package: "p", allow: { closed } }).decide({}).allow).toBe(false);
    const { decide } = envoyPolicy({ package: "p", allow: { any: () => true }, deny: { closed } });
    expect(decide({}).allow).toBe(false);
  });
});

describe("times of RFC 3339", () => {
  it("are read on every day that exists, and on no other", () => {
    for (let year = 1969; year <= 2262; year += 1) {
      for (let month = 1; month <= 12; month += 1) {
        for (let day = 28; day <= 32; day += 1) {
          const two = (part: number) => String(part).padStart(2, "0");
          const text = `${year}-${two(month)}-${two(day)}T12:30:00Z`;
          const date = new Date(Date.UTC(year, month - 1, day, 12, 30));
          const exists = date.getUTCDate() === day && year >= 1970 && year <= 2261;
          expect([text, parseTime(text)?.ns]).toEqual([
            text,
            exists ? BigInt(date.getTime()) * 1_000_000n : undefined,
          ]);
        }
      }
    }
  });

  it.each([
    ["2026-11-25T17:45:00Z", 1_795_628_700_000_000_000n],
    ["2026-11-25T17:45:00.5Z", 1_795_628_700_500_000_000n],
    ["2026-11-25T17:45:00.000000001Z", 1_795_628_700_000_000_001n],
    ["2026-11-25T18:45:00+01:00", 1_795_628_700_000_000_000n],
    ["2026-11-25T12:15:00-05:30", 1_795_628_700_000_000_000n],
    ["2026-11-25T17:45:00-00:00", 1_795_628_700_000_000_000n],
  ])("%s is %d nanoseconds after 1970", (text, ns) => expect(parseTime(text)).toEqual({ ns }));

  it.each([
    "",
    "2026-11-25",
    "2026-11-25 17:45:00Z",
    "2026-11-25t17:45:00z",
    "2026-11-25T17:45Z",
    "2026-11-25T7:45:00Z",
    "2026-11-25T24:00:00Z",
    "2026-11-25T17:60:00Z",
    "2026-11-25T23:59:60Z",
    "2026-11-25T17:45:00",
    "2026-11-25T17:45:00.Z",
    "2026-11-25T17:45:00,5Z",
    "2026-11-25T17:45:00.0000000001Z",
    "2026-11-25T17:45:00+0100",
    "2026-11-25T17:45:00+24:00",
    "+02026-11-25T17:45:00Z",
    " 2026-11-25T17:45:00Z",
    "2026-11-25T17:45:00Z\n",
  ])("%j is none", (text) => expect(parseTime(text)).toBeUndefined());

  it("come before and after each other to the nanosecond", () => {
    const noon = at("2026-11-24T12:00:00Z");
    const later = { ns: noon.ns + 1n };
    expect([isBefore(noon, later), isBefore(noon, noon), isBefore(later, noon)]).toEqual([
      true,
      false,
      false,
    ]);
    expect([isAfter(noon, later), isAfter(noon, noon), isAfter(later, noon)]).toEqual([false, false, true]);
  });

  it("are whole seconds apart, rounded towards zero", () => {
    const noon = at("2026-11-24T12:00:00Z");
    const after = (ns: bigint) => ({ ns: noon.ns + ns });
    expect(secondsBetween(noon, at("2026-11-25T12:00:00Z"))).toBe(86_400);
    expect(secondsBetween(noon, after(1_999_999_999n))).toBe(1);
    expect(secondsBetween(noon, after(-1_999_999_999n))).toBe(-1);
    expect(secondsBetween(noon, after(-1n))).toBe(0);
  });
});
