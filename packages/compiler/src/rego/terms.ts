import type { Operator, Origin, Scalar, Statement, Term } from "./ast.ts";

export function scalar(value: Scalar): Term {
  return { kind: "scalar", value };
}

export function variable(name: string): Term {
  return { kind: "variable", name };
}

export function call(name: string, ...args: readonly Term[]): Term {
  return { kind: "call", name, arguments: args };
}

export function compare(left: Term, operator: Operator, right: Term): Term {
  return { kind: "comparison", operator, left, right };
}

export function setOf(elements: readonly Term[]): Term {
  return { kind: "set", elements };
}

export function arrayOf(elements: readonly Term[]): Term {
  return { kind: "array", elements };
}

export function holds(term: Term, origin: Origin): Statement {
  return { kind: "expression", term, negated: false, origin };
}

export function fails(term: Term, origin: Origin): Statement {
  return { kind: "expression", term, negated: true, origin };
}

export function bind(name: string, value: Term): Statement {
  return { kind: "assign", target: variable(name), value, origin: "binding" };
}
