import type { Constant } from "../ir/expression.ts";
import { choose, type Formula, type Operand, type Read, stuck, type Variable } from "./formula.ts";

/** What an expression stands for once calls, constants and bindings are inlined. */
export type Value =
  | { readonly kind: "operand"; readonly operand: Operand }
  | { readonly kind: "undefined" }
  | { readonly kind: "formula"; readonly formula: Formula }
  /** A list that holds values known only when the policy is asked. */
  | { readonly kind: "list"; readonly elements: readonly Value[] }
  /** A list whose length is only known when the policy is asked. */
  | { readonly kind: "sequence"; readonly sequence: Sequence }
  | { readonly kind: "record"; readonly entries: readonly (readonly [string, Value])[] }
  | {
      readonly kind: "choice";
      readonly test: Formula;
      readonly whenTrue: Value;
      readonly otherwise: Value;
    }
  /** Where TypeScript would throw, as for a property of `undefined`. */
  | { readonly kind: "stuck" };

/** A list in parts: single elements, parts that are there on a condition, and parts for each element of a collection. */
export interface Sequence {
  readonly parts: readonly Part[];
  /** Whether TypeScript and Rego give the elements in the same order; the keys of an object have none. */
  readonly ordered: boolean;
}

export type Part =
  | { readonly kind: "one"; readonly value: Value }
  | { readonly kind: "when"; readonly test: Formula; readonly parts: readonly Part[] }
  | {
      readonly kind: "each";
      readonly variable: Variable;
      readonly element: Read;
      readonly parts: readonly Part[];
    };

export const undefinedValue: Value = { kind: "undefined" };

export function constantValue(value: Constant): Value {
  return { kind: "operand", operand: { kind: "constant", value } };
}

export function choice(test: Formula, whenTrue: Value, otherwise: Value): Value {
  if (test.kind === "always") return whenTrue;
  if (test.kind === "never") return otherwise;
  if (test.kind === "stuck") return { kind: "stuck" };
  return { kind: "choice", test, whenTrue, otherwise };
}

/** A value without its choices. */
export type Leaf = Exclude<Value, { kind: "choice" | "stuck" }>;

/** Applies a function to each value that a value may be. */
export function mapValue(value: Value, map: (leaf: Leaf) => Value): Value {
  switch (value.kind) {
    case "choice":
      return choice(value.test, mapValue(value.whenTrue, map), mapValue(value.otherwise, map));
    case "stuck":
      return value;
    default:
      return map(value);
  }
}

/** Asks a question of each value that a value may be. */
export function formulaOf(value: Value, ask: (leaf: Leaf) => Formula): Formula {
  switch (value.kind) {
    case "choice":
      return choose(value.test, formulaOf(value.whenTrue, ask), formulaOf(value.otherwise, ask));
    case "stuck":
      return stuck;
    default:
      return ask(value);
  }
}
