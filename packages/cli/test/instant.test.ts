import { describe, expect, it } from "vitest";
import { duration, instant } from "../src/instant.ts";

describe("instant", () => {
  it("keeps nanoseconds", () => {
    expect(instant("2026-11-24T10:00:00Z")).toBe(1_795_514_400_000_000_000n);
    expect(instant("2026-11-24T10:00:00.000000001Z")).toBe(1_795_514_400_000_000_001n);
    expect(instant("2026-11-24T12:00:00.5+02:00")).toBe(1_795_514_400_500_000_000n);
  });

  it.each(["", "now", "2026-11-24", "2026-11-24T10:00:00", "2026-13-24T10:00:00Z"])("refuses %j", (text) => {
    expect(() => instant(text)).toThrow("expected a time");
  });
});

describe("duration", () => {
  it.each([
    ["5s", 5],
    ["500ms", 0.5],
    ["1.5m", 90],
    ["1h", 3600],
  ])("reads %s", (text, seconds) => {
    expect(duration(text)).toBe(seconds);
  });

  it.each(["", "0s", "5", "-1s", "5 s", "s"])("refuses %j", (text) => {
    expect(() => duration(text)).toThrow("expected a length of time");
  });
});
