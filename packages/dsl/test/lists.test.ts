import { sorted } from "@bylaw/dsl/lists";
import { expect, it } from "vitest";

it("orders texts by code points, and leaves the list alone", () => {
  const texts = ["b", "\u{1f600}", "a", "\uffff", "", "a"];
  expect(sorted(texts)).toEqual(["", "a", "a", "b", "\uffff", "\u{1f600}"]);
  expect(texts[0]).toBe("b");
  // JavaScript's own order is another one.
  expect([...texts].sort()).not.toEqual(sorted(texts));
});
