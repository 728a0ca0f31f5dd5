import { t } from "@bylaw/dsl/schema";
import { describe, expect, it } from "vitest";
import { malformedPaths } from "../../src/schema/check.ts";

describe("the malformed paths of a value", () => {
  const { schema } = t.object({
    a: t.string,
    b: t.opt(t.array(t.object({ c: t.number }))),
    d: t.map(t.string),
    e: t.opt(t.union(t.string, t.object({ f: t.string }))),
  });

  it("are all of them, once each and in order", () => {
    const value = { b: [{ c: "x" }, { c: null }, 7], d: { k: 1, l: "fine" }, e: { f: 1 } };
    expect(malformedPaths(schema, value, 100)).toEqual([
      "input.a",
      "input.b[*]",
      "input.b[*].c",
      "input.d[*]",
      "input.e",
    ]);
  });

  it("are none for a well-formed value", () => {
    expect(malformedPaths(schema, { a: "a", b: null, d: {}, e: { f: "f" } }, 100)).toEqual([]);
  });

  it("are limited in number", () => {
    const many = t.object(
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`p${index}`, t.string])),
    );
    expect(malformedPaths(many.schema, {}, 10)).toHaveLength(10);
  });
});
