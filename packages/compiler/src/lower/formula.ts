import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import type { Constant, TextRelation, TypeName } from "../ir/expression.ts";
import type { Computation } from "./computation.ts";
import type { Part } from "./value.ts";

/**
 * Whether the value at one step of a path is there, on an input of the declared shape:
 * `required` always; `optional` may be absent or null (a property); `keyed` may be absent but never null (a map's
 * value, an array's element).
 */
export type Presence = "required" | "optional" | "keyed";

/** What leads on from a value: a name, an index, or a text that is only known when the policy is asked. */
export type Key = string | number | Read;

export interface Step {
  readonly key: Key;
  readonly presence: Presence;
  /** What is found there when it is there. */
  readonly schema: Schema;
}

/** An element that a quantifier goes through. */
export interface Variable {
  readonly id: number;
  readonly name: string;
  readonly collection: Collection;
}

/** What a quantifier or a loop goes through: the elements of an array, the values of a map, or the keys of one. */
export type Collection =
  | Read
  | { readonly kind: "constants"; readonly values: readonly Constant[] }
  | { readonly kind: "keys"; readonly of: Read }
  | JoinedList;

/** A list put together from several, which a loop goes through as one: a rule or a function of the generated Rego. */
export interface JoinedList {
  readonly kind: "joined";
  readonly name: string;
  /** What one of its elements is called. */
  readonly element: string;
  /** Whether it stays a set though it has one element at most: something is asked of its elements, however many. */
  readonly isSet?: true;
  readonly parts: readonly Part[];
}

/** A helper function of the generated Rego and the operands that it is called with. */
export interface HelperCall {
  readonly helper: Helper;
  readonly arguments: readonly Operand[];
}

export type Helper =
  | { readonly name: "business_hours" }
  | { readonly name: "in_cidr" }
  | { readonly name: "is_ip" }
  | { readonly name: "bearer_token" }
  /** One of `libraryFunctions`, with its literal arguments. */
  | { readonly name: "function"; readonly function: string; readonly literals: readonly string[] }
  /** The value itself when it has the shape. */
  | { readonly name: "shaped"; readonly schema: Schema }
  | {
      readonly name: "verified_claims";
      readonly constraints: readonly (readonly [string, string])[];
      readonly claims: Schema;
    };

export type Root =
  /** The input, or the documents below `data`. */
  | { readonly kind: "input" | "data"; readonly schema: Schema }
  | {
      readonly kind: "variable";
      readonly variable: Variable;
      readonly schema: Schema;
      readonly trusted: boolean;
    }
  /** The value of a helper: null when there is none, and of its type otherwise. */
  | { readonly kind: "helper"; readonly call: HelperCall; readonly schema: Schema }
  /** A value worked out of others, which need checks of their own. */
  | {
      readonly kind: "computed";
      readonly computation: Computation;
      readonly schema: Schema;
      /** Whether nothing below it needs a check. */
      readonly trusted: boolean;
      /** Whether there may be none: null then. */
      readonly optional: boolean;
    };

/** A value that is only known when the policy is asked: a path from a root. */
export interface Read {
  readonly kind: "read";
  readonly root: Root;
  readonly steps: readonly Step[];
  readonly schema: Schema;
  readonly span: Span;
}

export type Operand =
  | Read
  | { readonly kind: "constant"; readonly value: Constant }
  | { readonly kind: "count"; readonly of: Read }
  | { readonly kind: "now" };

export type OrderOperator = "<" | "<=" | ">" | ">=";

/** One question about operands whose answer is true or false. */
export type Atom = { readonly span: Span } & (
  | { readonly kind: "equal"; readonly left: Operand; readonly right: Operand }
  | {
      readonly kind: "order";
      readonly operator: OrderOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | {
      readonly kind: "text";
      readonly relation: TextRelation;
      readonly subject: Operand;
      readonly argument: Operand;
    }
  | { readonly kind: "member"; readonly element: Read; readonly values: readonly Constant[] }
  | { readonly kind: "defined"; readonly read: Read }
  | { readonly kind: "type"; readonly of: Read; readonly type: Exclude<TypeName, "undefined"> }
  | { readonly kind: "helper"; readonly call: HelperCall }
);

/** A condition, in the order in which TypeScript evaluates it. */
export type Formula =
  | { readonly kind: "always" }
  | { readonly kind: "never" }
  /** Where TypeScript would throw: neither the condition nor its negation holds. */
  | { readonly kind: "stuck" }
  | { readonly kind: "atom"; readonly atom: Atom }
  | { readonly kind: "not"; readonly operand: Formula }
  | { readonly kind: "and" | "or"; readonly left: Formula; readonly right: Formula }
  | {
      readonly kind: "choose";
      readonly test: Formula;
      readonly whenTrue: Formula;
      readonly otherwise: Formula;
    }
  | {
      readonly kind: "quantified";
      readonly quantifier: "some" | "every";
      readonly variable: Variable;
      readonly element: Read;
      readonly body: Formula;
      readonly span: Span;
    }
  /** Holds whenever the value can be read at all: a `const`, or an argument, is evaluated even if it is not used. */
  | { readonly kind: "touch"; readonly of: Read | Formula };

export const always: Formula = { kind: "always" };
export const never: Formula = { kind: "never" };
export const stuck: Formula = { kind: "stuck" };

export function and(left: Formula, right: Formula): Formula {
  if (left.kind === "always") return right;
  if (left.kind === "never" || left.kind === "stuck") return left;
  if (right.kind === "always") return left;
  return { kind: "and", left, right };
}

export function or(left: Formula, right: Formula): Formula {
  if (left.kind === "never") return right;
  if (left.kind === "always" || left.kind === "stuck") return left;
  if (right.kind === "never") return left;
  return oneOf(left, right) ?? { kind: "or", left, right };
}

/** `a === "x" || a === "y"` as one question. */
function oneOf(left: Formula, right: Formula): Formula | undefined {
  const first = candidates(left);
  const second = candidates(right);
  if (first === undefined || second === undefined || !sameRead(first.read, second.read)) return undefined;
  const values = [...new Set([...first.values, ...second.values])];
  return atom({ kind: "member", element: first.read, values, span: first.read.span });
}

function candidates(
  formula: Formula,
): { readonly read: Read; readonly values: readonly Constant[] } | undefined {
  if (formula.kind !== "atom") return undefined;
  if (formula.atom.kind === "member") return { read: formula.atom.element, values: formula.atom.values };
  if (formula.atom.kind !== "equal") return undefined;
  const { left, right } = formula.atom;
  if (left.kind !== "read" || right.kind !== "constant" || typeof right.value !== "string") return undefined;
  return { read: left, values: [right.value] };
}

function sameRead(left: Read, right: Read): boolean {
  return (
    (left.root.kind === "input" || left.root.kind === "data") &&
    left.root.kind === right.root.kind &&
    left.steps.length === right.steps.length &&
    left.steps.every(({ key }, index) => typeof key !== "object" && key === right.steps[index]?.key)
  );
}

export function not(operand: Formula): Formula {
  switch (operand.kind) {
    case "always":
      return never;
    case "never":
      return always;
    case "stuck":
      return stuck;
    case "not":
      return operand.operand;
    default:
      return { kind: "not", operand };
  }
}

export function choose(test: Formula, whenTrue: Formula, otherwise: Formula): Formula {
  if (test.kind === "always") return whenTrue;
  if (test.kind === "never") return otherwise;
  if (test.kind === "stuck") return stuck;
  if (whenTrue.kind === "always" && otherwise.kind === "never") return test;
  if (whenTrue.kind === "never" && otherwise.kind === "always") return not(test);
  if (otherwise.kind === "never") return answersAlone(test, whenTrue) ? whenTrue : and(test, whenTrue);
  if (otherwise.kind === "always" && whenTrue.kind !== "stuck") return or(not(test), whenTrue);
  if (whenTrue.kind === "always") return or(test, otherwise);
  return { kind: "choose", test, whenTrue, otherwise };
}

/** `in_cidr` is false for what is no address, so that asking `is_ip` first adds nothing. */
function answersAlone(test: Formula, whenTrue: Formula): boolean {
  return (
    test.kind === "atom" &&
    test.atom.kind === "helper" &&
    test.atom.call.helper.name === "is_ip" &&
    whenTrue.kind === "atom" &&
    whenTrue.atom.kind === "helper" &&
    whenTrue.atom.call.helper.name === "in_cidr"
  );
}

export function atom(value: Atom): Formula {
  return { kind: "atom", atom: value };
}
