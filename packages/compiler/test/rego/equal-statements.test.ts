import { expect, it } from "vitest";
import type { Statement } from "../../src/rego/ast.ts";
import { createEqualStatements } from "../../src/rego/equal-statements.ts";
import { createNumbers } from "../../src/rego/numbers.ts";
import { bodyKey, statementsKey } from "../../src/rego/references.ts";
import { bind, call, compare, holds, scalar, variable } from "../../src/rego/terms.ts";

const at = (line: number): Statement => ({
  ...holds(variable("concerned"), "policy"),
  span: { file: "policy.ts", line, column: 1, endLine: line, endColumn: 9 },
});

it("gives one object for equal statements, and another for those from another place", () => {
  const equal = createEqualStatements();
  const [first, again, further] = equal([at(1), at(1), at(2)]);
  expect(again).toBe(first);
  expect(further).not.toBe(first);
  expect(further).toEqual(at(2));
  expect(equal([at(2)])[0]).toBe(further);
});

/** `a := input; b := lower(a); b == c`, with other names. */
const body = (a: string, b: string, c: string): readonly Statement[] => [
  bind(a, variable("input")),
  bind(b, call("lower", variable(a))),
  holds(compare(variable(b), "==", variable(c)), "policy"),
];

it("tells bodies apart by what they do, not by what their local variables are called", () => {
  const numbers = createNumbers();
  const key = bodyKey(body("a", "b", "rule"), numbers);
  expect(bodyKey(body("x", "y", "rule"), numbers)).toBe(key);
  expect(bodyKey(body("b", "a", "rule"), numbers)).toBe(key);
  const others = [
    body("a", "b", "a"),
    body("a", "b", "b"),
    body("a", "b", "other"),
    body("a", "b", "rule").slice(1),
  ];
  for (const other of others) expect(bodyKey(other, numbers)).not.toBe(key);
});

it("tells the same statements by their text, wherever they come from", () => {
  const numbers = createNumbers();
  const key = statementsKey([at(1), bind("a", scalar(1))], numbers);
  expect(statementsKey([at(2), bind("a", scalar(1))], numbers)).toBe(key);
  expect(statementsKey([at(1), bind("a", scalar(11))], numbers)).not.toBe(key);
  expect(statementsKey([bind("a", scalar(1)), at(1)], numbers)).not.toBe(key);
});
