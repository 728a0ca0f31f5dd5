import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Comparison, Constant } from "../ir/expression.ts";
import { someParts } from "./computation.ts";
import {
  always,
  and,
  atom,
  choose,
  type Formula,
  never,
  not,
  type Operand,
  type OrderOperator,
  or,
  type Read,
  stuck,
} from "./formula.ts";
import { mayBeAbsent, mayBeNullish, withoutNull } from "./reads.ts";
import { isScalarSchema } from "./scalar-schema.ts";
import { elementOf } from "./sequences.ts";
import { formulaOf, type Leaf, type Value } from "./value.ts";

/** What a comparison of two values says. */
export function compareValues(operator: Comparison, left: Value, right: Value, span: Span): Formula {
  if (operator === "!==") return not(compareValues("===", left, right, span));
  return formulaOf(left, (first) =>
    formulaOf(right, (second) =>
      operator === "===" ? equalLeaves(first, second, span) : orderLeaves(operator, first, second, span),
    ),
  );
}

function equalLeaves(left: Leaf, right: Leaf, span: Span): Formula {
  if (left.kind === "undefined") return isUndefined(right, span);
  if (right.kind === "undefined") return isUndefined(left, span);
  if (left.kind === "formula") return equalFormula(left.formula, right, span);
  if (right.kind === "formula") return equalFormula(right.formula, left, span);
  if (left.kind !== "operand" || right.kind !== "operand") throw new Refusal("BYL1109", "", span);
  return equalOperands(left.operand, right.operand, span);
}

/** Whether a value is undefined, or null: `value == null`. */
export function isEmpty(value: Value, span: Span): Formula {
  return formulaOf(value, (leaf) => {
    if (leaf.kind === "undefined") return always;
    if (leaf.kind !== "operand") return never;
    if (leaf.operand.kind === "constant") return leaf.operand.value === null ? always : never;
    if (leaf.operand.kind !== "read") return never;
    const read = leaf.operand;
    if (!mayBeNullish(read)) return and({ kind: "touch", of: read }, never);
    return not(isThere(read, span));
  });
}

/** Whether there is a value to read: of the first element that satisfies something, whether any does. */
export function isThere(read: Read, span: Span): Formula {
  if (read.root.kind === "computed" && read.root.computation.kind === "first" && read.steps.length === 0)
    return someParts(read.root.computation.items, () => always);
  return atom({ kind: "defined", read, span });
}

/** Whether a value is undefined. */
export function isUndefined(leaf: Leaf, span: Span): Formula {
  if (leaf.kind === "undefined") return always;
  if (leaf.kind !== "operand" || leaf.operand.kind !== "read") return never;
  const read = leaf.operand;
  if (!mayBeAbsent(read)) return and({ kind: "touch", of: read }, never);
  if (withoutNull(read.schema).nullable) {
    throw new Refusal("BYL1110", "the value may be absent and may be null", span);
  }
  return not(isThere(read, span));
}

function equalFormula(formula: Formula, other: Leaf, span: Span): Formula {
  if (other.kind === "formula") return choose(formula, other.formula, not(other.formula));
  if (other.kind !== "operand") return never;
  const { operand } = other;
  if (operand.kind === "constant") {
    if (operand.value === true) return formula;
    return operand.value === false ? not(formula) : never;
  }
  const yes = atom({ kind: "equal", left: operand, right: { kind: "constant", value: true }, span });
  const no = atom({ kind: "equal", left: operand, right: { kind: "constant", value: false }, span });
  return choose(formula, yes, no);
}

function equalOperands(left: Operand, right: Operand, span: Span): Formula {
  if (left.kind === "constant" && right.kind === "constant") {
    if (!isScalar(left.value) || !isScalar(right.value)) throw new Refusal("BYL1109", "", span);
    return left.value === right.value ? always : never;
  }
  if (left.kind === "constant") return equalOperands(right, left, span);
  if (left.kind === "read" && right.kind === "read") emptyIsPlain(left, right, span);
  for (const operand of [left, right]) {
    if (operand.kind === "now") throw new Refusal("BYL1109", "instants are not compared", span);
    if (operand.kind === "constant" && !isScalar(operand.value)) throw new Refusal("BYL1109", "", span);
    if (operand.kind === "read" && !isScalarSchema(operand.schema)) {
      // One side may be anything as long as the other is one value: only that value is equal to it.
      const anything = operand.schema.kind === "unknown" && right.kind === "constant";
      if (!anything) throw new Refusal("BYL1109", "", span);
    }
    if (operand.kind === "read" && right.kind === "constant" && right.value === null)
      nullIsPlain(operand, span);
  }
  return atom({ kind: "equal", left, right, span });
}

function nullIsPlain(read: Read, span: Span): void {
  if (mayBeAbsent(read))
    throw new Refusal("BYL1110", "the value may be absent: compare it with undefined", span);
  if (read.schema.kind === "unknown") throw new Refusal("BYL1112", "it is compared with null", span);
}

/** Two reads may both be absent, or both null, but where one is null and the other absent the two languages differ. */
function emptyIsPlain(left: Read, right: Read, span: Span): void {
  const absent = mayBeAbsent(left) || mayBeAbsent(right);
  const nullable = withoutNull(left.schema).nullable || withoutNull(right.schema).nullable;
  if (absent && nullable) throw new Refusal("BYL1110", "one value may be absent and one may be null", span);
}

function isScalar(value: Constant): value is null | boolean | number | string {
  return typeof value !== "object" || value === null;
}

function orderLeaves(operator: OrderOperator, left: Leaf, right: Leaf, span: Span): Formula {
  if (left.kind === "undefined" || right.kind === "undefined") return stuck;
  if (left.kind !== "operand" || right.kind !== "operand") throw new Refusal("BYL1108", "", span);
  const first = left.operand;
  const second = right.operand;
  for (const operand of [first, second]) {
    if (!isNumber(operand)) throw new Refusal("BYL1108", "", span);
  }
  if (first.kind === "constant" && second.kind === "constant") {
    return orders(operator, Number(first.value), Number(second.value)) ? always : never;
  }
  // A row that begins with a minus would go on the row before it.
  if (first.kind === "constant")
    return atom({ kind: "order", operator: mirrored[operator], left: second, right: first, span });
  return atom({ kind: "order", operator, left: first, right: second, span });
}

const mirrored = { "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function isNumber(operand: Operand): boolean {
  switch (operand.kind) {
    case "constant":
      return typeof operand.value === "number";
    case "count":
      return true;
    case "now":
      return false;
    case "read": {
      const { schema } = withoutNull(operand.schema);
      if (schema.kind === "oneOf") return schema.values.every((value) => typeof value === "number");
      return schema.kind === "number";
    }
  }
}

function orders(operator: OrderOperator, left: number, right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

/**
 * What `collection.includes(element)` says.
 * @param fresh gives a number that no variable has yet
 */
export function includesValue(collection: Leaf, element: Value, span: Span, fresh: () => number): Formula {
  return formulaOf(element, (leaf) => {
    if (collection.kind === "list") {
      return collection.elements
        .map((member) => compareValues("===", member, leaf, span))
        .reduceRight((rest, formula) => or(formula, rest), never);
    }
    if (collection.kind === "sequence")
      return someParts(collection.sequence.parts, (value) => compareValues("===", value, leaf, span));
    if (collection.kind !== "operand")
      throw new Refusal("BYL1101", "includes of something that is not a list", span);
    if (collection.operand.kind === "constant")
      return includedInConstant(collection.operand.value, leaf, span);
    if (collection.operand.kind !== "read") throw new Refusal("BYL1101", "includes of a number", span);
    return includedInRead(collection.operand, leaf, span, fresh);
  });
}

function includedInConstant(value: Constant, leaf: Leaf, span: Span): Formula {
  if (!Array.isArray(value)) throw new Refusal("BYL1101", "includes of something that is not a list", span);
  const values: readonly Constant[] = value;
  if (leaf.kind === "undefined") return never;
  if (leaf.kind !== "operand" || !values.every(isScalar)) throw new Refusal("BYL1109", "", span);
  const { operand } = leaf;
  if (operand.kind === "constant") return values.some((one) => one === operand.value) ? always : never;
  if (operand.kind !== "read") throw new Refusal("BYL1101", "a count looked up in a list", span);
  const [first] = values;
  if (first === undefined) return and({ kind: "touch", of: operand }, never);
  if (values.length === 1) return equalOperands(operand, { kind: "constant", value: first }, span);
  if (values.includes(null)) nullIsPlain(operand, span);
  return atom({ kind: "member", element: operand, values: [...new Set(values)], span });
}

function includedInRead(collection: Read, leaf: Leaf, span: Span, fresh: () => number): Formula {
  const element = elementOf(collection, "item", fresh, span);
  if (element.root.kind !== "variable") return stuck;
  const body = and(
    { kind: "touch", of: element },
    equalLeaves({ kind: "operand", operand: element }, leaf, span),
  );
  return { kind: "quantified", quantifier: "some", variable: element.root.variable, element, body, span };
}
