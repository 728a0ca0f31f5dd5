import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Comparison, Constant, Expression } from "../ir/expression.ts";
import { compareValues } from "./compare.ts";
import { and, type Formula, not } from "./formula.ts";
import { sequenceLength } from "./lists.ts";
import { withoutNull } from "./reads.ts";
import { isNotEmpty } from "./sequences.ts";
import { touch } from "./touch.ts";
import { constantValue, formulaOf, type Leaf, type Value } from "./value.ts";

type Length = Extract<Expression, { kind: "length" }>;

/**
 * What a comparison of a length says. The length of a text is only compared with 0, which asks whether it is empty.
 * @param isCounted whether a list is counted where it is asked for none, as it is made of several
 */
export function lengthComparison(
  operator: Comparison,
  of: Value,
  length: Length,
  bound: Value,
  span: Span,
  size: () => Value,
  isCounted = false,
): Formula {
  const isEmpty = emptinessAsked(operator, bound);
  if (length.receiver === "string") {
    if (isEmpty === undefined) throw new Refusal("BYL1111", "", span);
    const empty = compareValues("===", of, constantValue(""), span);
    return isEmpty ? empty : not(empty);
  }
  if (isEmpty === undefined || !isSequence(of) || (isEmpty && isCounted))
    return compareValues(operator, size(), bound, span);
  const some = formulaOf(of, (leaf) =>
    leaf.kind === "sequence" ? and(touch(leaf), isNotEmpty(leaf.sequence)) : { kind: "stuck" },
  );
  return isEmpty ? not(some) : some;
}

function isSequence(value: Value): boolean {
  switch (value.kind) {
    case "sequence":
    case "stuck":
      return true;
    case "choice":
      return isSequence(value.whenTrue) && isSequence(value.otherwise);
    default:
      return false;
  }
}

function emptinessAsked(operator: Comparison, bound: Value): boolean | undefined {
  if (bound.kind !== "operand" || bound.operand.kind !== "constant") return undefined;
  const asked = `${operator} ${String(bound.operand.value)}`;
  if (asked === "=== 0" || asked === "< 1" || asked === "<= 0") return true;
  if (asked === "!== 0" || asked === "> 0" || asked === ">= 1") return false;
  return undefined;
}

/** The number of elements of a list or a set. */
export function lengthValue(leaf: Leaf, receiver: Length["receiver"], span: Span): Value {
  if (receiver === "string") throw new Refusal("BYL1111", "", span);
  if (leaf.kind === "list") return constantValue(leaf.elements.length);
  if (leaf.kind === "sequence") return sequenceLength(leaf.sequence, span);
  if (leaf.kind === "record") return constantValue(leaf.entries.length);
  if (leaf.kind === "operand" && leaf.operand.kind === "read") {
    const { schema } = withoutNull(leaf.operand.schema);
    if (schema.kind === "array") return { kind: "operand", operand: { kind: "count", of: leaf.operand } };
  }
  if (leaf.kind === "operand" && leaf.operand.kind === "constant") {
    const { value } = leaf.operand;
    if (Array.isArray(value)) return constantValue(value.length);
    if (typeof value === "object" && value !== null && "kind" in value)
      return constantValue(value.entries.length);
  }
  throw new Refusal("BYL1101", "the length of something that is not a list", span);
}

/** `new Set(list)`: a constant list holds each of its elements once. */
export function setValue(leaf: Leaf): Value {
  if (leaf.kind !== "operand" || leaf.operand.kind !== "constant" || !Array.isArray(leaf.operand.value))
    return leaf;
  const values: readonly Constant[] = leaf.operand.value;
  return constantValue([...new Set(values)]);
}
