import fc from "fast-check";
import { expect, test } from "vitest";
import { countHours } from "../../src/report/hours.ts";

test("events are counted by the hour in UTC, whatever zone their time is in", () => {
  const hours = countHours();
  hours.add("2026-11-23T09:59:59.999Z", "grant");
  hours.add("2026-11-23T11:00:00+02:00", undefined);
  hours.add("2026-11-23T10:00:00Z", "notCompared");
  hours.add(null, "lockout");
  const none = { grant: 0, lockout: 0, error: 0, other: 0, notCompared: 0 };
  expect(hours.rows()).toEqual([
    { ...none, hour: "", events: 1, lockout: 1 },
    { ...none, hour: "2026-11-23T09", events: 2, grant: 1 },
    { ...none, hour: "2026-11-23T10", events: 1, notCompared: 1 },
  ]);
});

test("the latest hours are kept, in whatever order they come, and no event is lost", () => {
  const at = (hour: number) => new Date(Date.UTC(2026, 0, 1, hour)).toISOString();
  const all = Array.from({ length: 2_300 }, (_, hour) => hour);
  const rowsOf = (order: readonly number[]) => {
    const hours = countHours();
    for (const hour of order) hours.add(at(hour), hour % 3 === 0 ? "grant" : undefined);
    return hours.rows();
  };
  const inParts = (order: readonly number[], cut: number) => {
    const hours = countHours();
    hours.merge(rowsOf(order.slice(cut)));
    hours.merge(rowsOf(order.slice(0, cut)));
    return hours.rows();
  };
  const inOrder = rowsOf(all);
  expect(inOrder).toHaveLength(2_201);
  expect(inOrder[0]).toMatchObject({ hour: "", events: 100 });
  expect(inOrder.reduce((sum, { events }) => sum + events, 0)).toBe(2_300);
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (order) => {
      expect(rowsOf(order)).toEqual(inOrder);
      expect(inParts(order, 2_250)).toEqual(inOrder);
    }),
    { numRuns: 3 },
  );
});
