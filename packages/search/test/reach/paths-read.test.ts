import type { InputDepth, InputRead } from "@bylaw/engine";
import { expect, test } from "vitest";
import { pathsRead } from "../../src/reach/paths-read.ts";

function read(text: string, depth: InputDepth = "value"): InputRead {
  return {
    path: text.split(".").map((key) => (key === "*" ? { kind: "any" } : { kind: "key", key })),
    depth,
  };
}

const paths = (places: readonly InputRead[], input: Parameters<typeof pathsRead>[1]) =>
  pathsRead(places, input).map((path) => path.join("."));

test("what is around a place comes before it, also where nothing is there", () => {
  expect(paths([read("a.b.c")], {})).toEqual(["a", "a.b", "a.b.c"]);
});

test("of a list the first and the last element", () => {
  expect(paths([read("list.*.name")], { list: [{ name: "a" }, {}, {}] })).toEqual([
    "list",
    "list.0",
    "list.2",
    "list.0.name",
    "list.2.name",
  ]);
});

test("of an object that was read whole what is in it", () => {
  expect(paths([read("a", "subtree")], { a: { b: [1] }, c: 2 })).toEqual(["a", "a.b", "a.b.0"]);
});

test("no more than a bounded number", () => {
  const input = { a: Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`k${index}`, index])) };
  const places = Object.keys(input.a).map((key) => read(`a.${key}`));
  expect(paths(places, input)).toHaveLength(250);
});
