import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson, stringifyJson } from "../../src/values/index.ts";

describe("parseJson", () => {
  it("keeps integers that a double would round", () => {
    expect(parseJson('{"n":9007199254740993,"m":[-12345678901234567890,1]}')).toEqual({
      n: 9007199254740993n,
      m: [-12345678901234567890n, 1],
    });
    expect(parseJson("1e20")).toBe(100000000000000000000n);
    expect(parseJson("1.5e20")).toBe(150000000000000000000n);
    expect(parseJson("12345678901234567890.00")).toBe(12345678901234567890n);
  });

  it("leaves numbers in strings and small numbers alone", () => {
    expect(parseJson('{"id":"9007199254740993","n":9007199254740991,"f":0.1,"e":1e3}')).toEqual({
      id: "9007199254740993",
      n: 9007199254740991,
      f: 0.1,
      e: 1000,
    });
    expect(parseJson('"\\"9007199254740993"')).toBe('"9007199254740993');
  });

  it.each([
    "012345678901234567890",
    "[12345678901234567890",
    "12345678901234567890x",
    '{"a":12345678901234567890,}',
    "",
  ])("refuses %s", (text) => {
    expect(() => parseJson(text)).toThrow(SyntaxError);
  });

  it("refuses numbers that no double can hold", () => {
    expect(() => parseJson("[1e400]")).toThrow("too large");
  });

  it("makes __proto__ an ordinary key", () => {
    const value = parseJson('{"__proto__":{"admin":true},"n":12345678901234567890}');
    expect(Object.keys(value as object)).toEqual(["__proto__", "n"]);
    expect((value as Record<string, unknown>).admin).toBeUndefined();
    const integer = parseJson('{"__proto__":12345678901234567890}');
    expect(Object.entries(integer as object)).toEqual([["__proto__", 12345678901234567890n]]);
  });

  it("gives back what stringifyJson wrote", () => {
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.constant(null),
        fc.boolean(),
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => (Number.isInteger(n) ? 0.5 : n)),
        fc.bigInt().filter((n) => n > 2n ** 53n || n < -(2n ** 53n)),
        fc.string(),
        fc.array(tie("value")),
        fc.dictionary(fc.string(), tie("value"), { noNullPrototype: true }),
      ),
    })).value;
    fc.assert(
      fc.property(json, (value) => {
        expect(parseJson(stringifyJson(value as never))).toEqual(value);
      }),
    );
  });
});

it("refuses a large number in the place of a key", () => {
  expect(() => parseJson('{"a": {9223372036854775808: 1}}')).toThrow(SyntaxError);
  expect(parseJson('{"9223372036854775808": 9223372036854775808}')).toEqual({
    "9223372036854775808": 9223372036854775808n,
  });
});
