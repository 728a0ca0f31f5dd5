import fc from "fast-check";
import { expect, test } from "vitest";
import { DecisionIds, decisionIdsOf } from "../../src/event/decision-ids.ts";

const uuidOf = (number: number) =>
  `${(number * 7919).toString(16).padStart(8, "0")}-0000-4000-8000-000000000000`;

test("an id is there when it was added, be it a UUID or any other text", () => {
  const id = fc.oneof(
    fc.nat(20).map(uuidOf),
    fc.uuid(),
    fc.constant("00000000-0000-0000-0000-000000000000"),
    fc.constantFrom("a", "b", "A0000000-0000-4000-8000-000000000000"),
  );
  fc.assert(
    fc.property(fc.array(id, { maxLength: 60 }), (ids) => {
      const known = new Set<string>();
      const decisionIds = new DecisionIds();
      for (const one of ids) {
        expect(decisionIds.has(one)).toBe(known.has(one));
        expect(decisionIds.add(one)).toBe(known.has(one));
        known.add(one);
      }
    }),
  );
});

test("many ids are all kept, and none that was not added", () => {
  const numbers = Array.from({ length: 160_000 }, (_, number) => number);
  const ids = new DecisionIds();
  expect(numbers.slice(0, 80_000).some((number) => ids.add(uuidOf(number)))).toBe(false);
  expect(numbers.filter((number) => ids.has(uuidOf(number)))).toEqual(numbers.slice(0, 80_000));
});

test("a merge tells which were there before", () => {
  const [first, second] = [new DecisionIds(), new DecisionIds()];
  for (let number = 0; number < 3_000; number++) first.add(uuidOf(number));
  for (let number = 2_990; number < 6_000; number++) second.add(uuidOf(number));
  second.add("no uuid");
  const repeated = first.merge(second.summary());
  const again = decisionIdsOf(repeated ?? { words: new Uint32Array(), others: [], unchecked: 0 });
  expect(repeated?.words.length).toBe(10 * 4);
  expect(repeated?.others).toEqual([]);
  expect(again.has(uuidOf(2_990))).toBe(true);
  expect(again.has(uuidOf(3_000))).toBe(false);
  expect(first.has(uuidOf(5_999))).toBe(true);
  expect(first.merge(second.summary())?.others).toEqual(["no uuid"]);
});
