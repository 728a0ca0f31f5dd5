import { expect, it } from "vitest";
import { nearbyQuestions } from "../../../src/mutation/typescript/nearby-questions.ts";

it("changes one text or key of a test's input", () => {
  const question = { input: { a: "one", list: [{ b: "two" }], n: 1 }, now: 7n };
  const inputs = [...nearbyQuestions(question, ["two"])].map(({ input, now }) => {
    expect(now).toBe(7n);
    return JSON.stringify(input);
  });
  expect(inputs[0]).toBe('{"a":"two","list":[{"b":"two"}],"n":1}');
  expect(inputs).toContain('{"a":"xone","list":[{"b":"two"}],"n":1}');
  expect(inputs).toContain('{"a":"one","list":[{"b":"twox"}],"n":1}');
  expect(inputs).toContain('{"a":"one","list":[{"xb":"two"}],"n":1}');
  expect(inputs).toHaveLength(1 + 2 * 2 + 2 * 4);
  expect([...nearbyQuestions({ now: 7n }, ["two"])]).toEqual([]);
});
