import { expect, it } from "vitest";
import { memoised } from "../src/memoised.ts";

it("asks once for each object, whatever the answer is", () => {
  const asked: object[] = [];
  const keyCount = memoised((of: object) => {
    asked.push(of);
    const { length } = Object.keys(of);
    return length === 0 ? undefined : length;
  });
  const none = {};
  const two = { a: 1, b: 2 };
  expect([none, two, none, two, { ...two }].map(keyCount)).toEqual([undefined, 2, undefined, 2, 2]);
  expect(asked).toEqual([none, two, two]);
});
