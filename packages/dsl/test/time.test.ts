import { type EnvoyInput, envoyPolicy, type Rule } from "@bylaw/dsl/envoy";
import { businessHours, now, type Weekday } from "@bylaw/dsl/time";
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
