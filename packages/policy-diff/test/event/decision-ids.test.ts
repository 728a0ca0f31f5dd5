import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { DecisionIds, decisionIdsOf } from "../../src/event/decision-ids.ts";

const nil = "00000000-0000-0000-0000-000000000000";
/** Few, so that many come again; some are UUIDs but for their case, or a letter more. */
const id = fc.oneof(
  fc.uuid(),
  fc.string({ maxLength: 3 }),
  fc.constantFrom(
    nil,
    "A".repeat(300),
    `${"A".repeat(299)}B`,
    "é",
    "\ud800",
    "\ud801",
    nil.replace("0", "A"),
    `${nil}0`,
  ),
);
const ids = fc
  .array(id, { minLength: 1, maxLength: 40 })
  .chain((some) => fc.array(fc.constantFrom(...some), { maxLength: 120 }));

test("an id is known when it was there before, whatever form it has", () => {
  fc.assert(
    fc.property(ids, ids, (first, second) => {
      const known = new DecisionIds();
      const reference = new Set<string>();
      for (const one of first) {
        expect(known.has(one)).toBe(reference.has(one));
        expect(known.add(one)).toBe(reference.has(one));
        reference.add(one);
      }
      const later = new DecisionIds();
      for (const one of second) later.add(one);
      const repeated = known.merge(later.summary());
      const both = [...new Set(second)].filter((one) => reference.has(one));
      expect((repeated?.words.length ?? 0) / 4).toBe(both.length);
      const again = decisionIdsOf(repeated ?? { words: new Uint32Array(), unchecked: 0 });
      for (const one of second) expect(again.has(one)).toBe(both.includes(one));
    }),
  );
});

test("past the bound ids are not remembered, and counted", () => {
  const known = new DecisionIds(2_000);
  const all = Array.from({ length: 3_000 }, (_, index) =>
    index % 2 === 0 ? randomUUID() : `request ${index}`,
  );
  for (const one of all) expect(known.add(one)).toBe(false);
  expect(known.unchecked).toBe(1_000);
  expect(all.filter((one) => known.has(one))).toEqual(all.slice(0, 2_000));
  expect(known.summary().words).toHaveLength(8_000);
});

test("many ids are all kept, and none that was not added", () => {
  const uuidOf = (number: number) =>
    `${(number * 7919).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;
  const numbers = Array.from({ length: 160_000 }, (_, number) => number);
  const known = new DecisionIds();
  expect(numbers.slice(0, 80_000).some((number) => known.add(uuidOf(number)))).toBe(false);
  expect(numbers.filter((number) => known.has(uuidOf(number)))).toEqual(numbers.slice(0, 80_000));
});
