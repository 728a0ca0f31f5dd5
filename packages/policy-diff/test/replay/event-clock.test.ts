import { describe, expect, test } from "vitest";
import type { DiffOptions } from "../../src/index.ts";
import { event, runOn } from "../fixture.ts";

/** Open until an hour of the day in UTC. */
const until = (hour: number) => `package t

default allow := false

allow if {
	[hour, _, _] := time.clock(time.now_ns())
	hour < ${hour}
}
`;

const at = (timestamp: string, result: boolean, more: object = {}) =>
  event({ timestamp, input: { at: timestamp }, result, ...more });

const log = [
  at("2026-01-02T08:00:00.5Z", true),
  at("2026-01-02T17:30:00Z", true),
  at("2026-01-02T20:00:00Z", false),
  // The hour began within the second before.
  at("2026-01-02T17:00:00.123456789Z", true),
  // A record says more than a timestamp.
  at("2026-01-02T17:40:00Z", true, { nd_builtin_cache: { "time.now_ns": { "[]": 1767337200000000000 } } }),
  event({ timestamp: "yesterday", input: {}, result: true }),
].join("\n");

const compare = (options: Partial<DiffOptions>) =>
  runOn(until(18), until(17), log, { minComparable: 0, ...options });

describe("where the clock was not recorded", () => {
  test("nothing is said by itself", async () => {
    const { rows, report } = await compare({});
    expect(rows.map((row) => row.class)).toEqual([
      ...Array.from({ length: 4 }, () => "indeterminate"),
      "unchanged",
      "indeterminate",
    ]);
    expect(report.options.clock).toBe("recorded");
  });

  test.each(["javascript", "opa"] as const)(
    "the timestamp stands for it, where a second makes no difference, by %s",
    async (engine) => {
      const { rows, report } = await compare({ clock: "timestamp", engine });
      expect(rows.map((row) => row.class)).toEqual([
        "unchanged",
        "changed",
        "unchanged",
        "indeterminate",
        "unchanged",
        "indeterminate",
      ]);
      expect(report.warnings).toContainEqual(
        expect.objectContaining({ code: "clockFromTimestamp", count: 3 }),
      );
      expect(report.groups).toMatchObject([{ transition: "allow->deny", count: 1 }]);
    },
  );

  test("base must reproduce the record then as ever", async () => {
    const { report } = await runOn(until(18), until(17), at("2026-01-02T20:00:00Z", true), {
      clock: "timestamp",
      minComparable: 0,
    });
    expect(report.indeterminate).toMatchObject([{ reason: "notReproduced" }]);
  });
});
