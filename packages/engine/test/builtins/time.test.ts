import { clock, isTimeZone, weekday } from "@bylaw/engine/builtins";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectAgreement } from "./agree-with-opa.ts";

const zones = [
  "",
  "UTC",
  "Europe/Berlin",
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "Pacific/Apia",
];
const strange = [
  "europe/berlin",
  "Europe/berlin",
  "Europe/BERLIN",
  "EUROPE/Berlin",
  "utc",
  "Mars/Olympus",
  "../etc/passwd",
  "+01:00",
  "CET ",
  " ",
];

const instants = fc.sample(
  fc.tuple(
    // 1970 to 2037: beyond, the two time zone databases may say different things about the future.
    fc.bigInt({ min: 0n, max: 2_145_916_800_000_000_000n }).map((ns) => (ns < 2n ** 53n ? Number(ns) : ns)),
    fc.constantFrom(...zones, ...strange),
  ),
  { numRuns: 400, seed: 1 },
);

describe("time.clock and time.weekday", () => {
  it("give what OPA gives", async () => {
    const odd = [
      [[1.5, "UTC"]],
      [["1", "UTC"]],
      [null],
      [[]],
      [5],
      [[-1, "UTC"]],
      [[2n ** 63n, "UTC"]],
      [[1, 2]],
    ];
    const calls = [...instants.map((instant) => [instant]), ...odd];
    await expectAgreement("time.clock", calls);
    await expectAgreement("time.weekday", calls);
  });

  it("give what OPA gives in the hours in which clocks are changed, whatever was asked before", async () => {
    const changes: readonly (readonly [zone: string, utc: string])[] = [
      ["Europe/Berlin", "2026-03-29T01:00:00Z"],
      ["Europe/Berlin", "2026-10-25T01:00:00Z"],
      ["America/New_York", "2026-11-01T06:00:00Z"],
      // By half an hour.
      ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
      // Not on the hour in UTC.
      ["America/St_Johns", "2006-04-02T03:31:00Z"],
      ["Asia/Kathmandu", "1985-12-31T18:30:00Z"],
      // A day was left out.
      ["Pacific/Apia", "2011-12-30T10:00:00Z"],
    ];
    const minutes = [-61, -60, -59, -31, -30, -29, -1, 0, 1, 29, 30, 31, 59, 60, 61];
    const calls = changes.flatMap(([zone, utc]) =>
      [...minutes, ...[...minutes].reverse()].map((minute) => {
        const instant = BigInt(Date.parse(utc) + minute * 60_000) * 1_000_000n;
        return [[instant < 2n ** 53n ? Number(instant) : instant, zone]];
      }),
    );
    await expectAgreement("time.clock", calls);
    await expectAgreement("time.weekday", calls);
    await expectAgreement("time.date", calls);
  });

  it("go by the clocks of the zone", () => {
    const winter = 1_795_514_400_000_000_000n;
    expect(clock(winter, "Europe/Berlin")).toEqual([11, 0, 0]);
    expect(clock(winter, "America/New_York")).toEqual([5, 0, 0]);
    expect(weekday(winter)).toBe("Tuesday");
    expect(weekday(-1n)).toBe("Wednesday");
  });
});

it("knows time zones by their exact names", () => {
  for (const zone of zones.filter((name) => name !== "")) expect(isTimeZone(zone)).toBe(true);
  for (const zone of strange) expect(isTimeZone(zone)).toBe(false);
});

it("knows every zone that the platform lists", () => {
  expect(Intl.supportedValuesOf("timeZone").filter((zone) => !isTimeZone(zone))).toEqual([]);
  expect(
    ["EST5EDT", "Etc/GMT+5", "America/Port-au-Prince", "GB-Eire"].filter((zone) => !isTimeZone(zone)),
  ).toEqual([]);
});
