import { describe, expect, test } from "vitest";
import { jsonOfValueText, textOfValue, ValueTextError, valueOfText } from "../../src/wasm/value-text.ts";

describe("texts of Rego values", () => {
  test.each([
    ['{"a":[1,true,null,"x"]}', { a: [1, true, null, "x"] }],
    ["set()", []],
    ["{}", {}],
    ["[]", []],
    ["{1}", [1]],
    ['{"b","a",10,9,null,true,false,{"k":1},["x"]}', [null, false, true, 9, 10, "a", "b", ["x"], { k: 1 }]],
    ["{{2,1},set()}", [[], [1, 2]]],
    ['{1:"a",[1,2]:{3},null:set()}', { "1": "a", "[1,2]": [3], null: [] }],
    ['{"} , {":{"\\"",": ["}}', { "} , {": ['"', ": ["] }],
    ["{9007199254740993,9007199254740992}", [9007199254740992n, 9007199254740993n]],
    ["{-1.5,1e3,0}", [-1.5, 0, 1000]],
    ['{"\\ud83d\\ude00","\\ufffd"}', ["\ufffd", "\u{1f600}"]],
  ])("%s", (text, value) => {
    expect(jsonOfValueText(text)).toEqual(value);
  });

  test("keys that mean something to JavaScript stay keys", () => {
    const value = jsonOfValueText('{"__proto__":{1}}');
    expect(Object.entries(Object(value))).toEqual([["__proto__", [1]]]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each(["", "{", "{1", "{1,", "[1", "{1:}", "{1} 2", "undefined", '"', "{,}"])("%j is none", (text) => {
    expect(() => jsonOfValueText(text)).toThrow(ValueTextError);
  });

  test.each([
    "null",
    "[1,2.5,true]",
    "set()",
    "{}",
    "{1,[{}],{set()}}",
    '{1:"a",[2]:{3},{4}:set()}',
    "9007199254740993",
    '"\\"\\n\u{1f600}"',
  ])("%s is written as it was read", (text) => {
    expect(textOfValue(valueOfText(text))).toBe(text);
  });
});
