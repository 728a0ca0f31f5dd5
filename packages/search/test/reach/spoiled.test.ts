import type { Json } from "@bylaw/engine";
import { expect, test } from "vitest";
import { spoiled } from "../../src/reach/spoiled.ts";

const values: readonly (Json | undefined)[] = [
  undefined,
  null,
  "",
  "admin",
  0,
  7,
  2n ** 60n,
  true,
  [],
  ["a", "b"],
  {},
  { a: 1, b: "c" },
];

for (const value of values)
  test(`offers nothing, null, and each other type in place of ${typeof value} ${String(value)}`, () => {
    const offered = spoiled(value);
    expect(offered).not.toContainEqual(value);
    if (value !== undefined) expect(offered).toContain(undefined);
    const types = new Set(offered.map(typeOf));
    for (const type of ["null", "string", "number", "boolean", "array", "object"])
      if (type !== "null" || value !== null) expect(types).toContain(type);
  });

test("steps to integers as JSON values have them", () => {
  expect(spoiled(2 ** 53 - 1)).toContain(2n ** 53n);
  expect(spoiled(2n ** 53n)).toContain(2 ** 53 - 1);
  const offered = [2 ** 53 - 1, 2n ** 53n, 7].flatMap(spoiled);
  for (const one of offered)
    if (typeof one === "number" && Number.isInteger(one)) expect(Number.isSafeInteger(one)).toBe(true);
});

test("spoils an element, drops some, and turns a list around", () => {
  const offered = spoiled(["a", "b"]);
  for (const list of [["a", "b", null], ["a", "b", 1], ["a"], ["b"], ["b", "a"], ["a", "b", "b"]])
    expect(offered).toContainEqual(list);
});

test("spoils a member, and leaves one alone", () => {
  const offered = spoiled({ x: 1, y: "c" });
  for (const object of [{ x: 1, y: "c", a: null }, { x: 1 }, { y: "c" }])
    expect(offered).toContainEqual(object);
});

function typeOf(value: Json | undefined): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "bigint" ? "number" : typeof value;
}
