import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Operand } from "./formula.ts";
import type { ListContext } from "./lists.ts";
import { withoutNull } from "./reads.ts";
import { computedValue, evaluated, replaceElements, toSequence } from "./sequences.ts";
import { constantValue, type Leaf, mapValue, type Part, type Value } from "./value.ts";

/** No array has more elements: a view of the input refuses longer ones. */
const mostElements = 1_000_000;
/** JavaScript's arrays have no more elements: a list that is worked out is one too, before it is counted or summed. */
const longestArray = 2 ** 32 - 1;

/** The largest size that a whole number may have, or nothing when it may have a fraction. */
function boundOf(operand: Operand): number | undefined {
  switch (operand.kind) {
    case "constant":
      return typeof operand.value === "number" && Number.isSafeInteger(operand.value)
        ? Math.abs(operand.value)
        : undefined;
    case "count":
      return mostElements;
    case "now":
      return undefined;
    case "read": {
      const { schema } = withoutNull(operand.schema);
      if (schema.kind === "oneOf") {
        const bounds = schema.values.map((value) => boundOf({ kind: "constant", value }));
        return bounds.reduce<number | undefined>(
          (most, one) => (most === undefined || one === undefined ? undefined : Math.max(most, one)),
          0,
        );
      }
      if (operand.root.kind !== "computed" || operand.steps.length > 0) return undefined;
      const { computation } = operand.root;
      if (computation.kind === "count") return lengthOf(computation.items);
      if (computation.kind === "sum") return boundOfParts(computation.items);
      if (computation.kind !== "arithmetic") return undefined;
      return combined(computation.operator, boundOf(computation.left), boundOf(computation.right));
    }
  }
}

function combined(
  operator: "+" | "-" | "*",
  left: number | undefined,
  right: number | undefined,
): number | undefined {
  if (left === undefined || right === undefined) return undefined;
  return operator === "*" ? left * right : left + right;
}

/** The most elements that a list may have. */
function lengthOf(parts: readonly Part[]): number {
  const length = parts.reduce(
    (total, part) =>
      total + (part.kind === "one" ? 1 : (part.kind === "each" ? mostElements : 1) * lengthOf(part.parts)),
    0,
  );
  return Math.min(length, longestArray);
}

/** The largest sum of the elements of a list: as many as there may be, each the largest. */
function boundOfParts(parts: readonly Part[]): number | undefined {
  const largest = largestOf(parts);
  const each = sumOfParts(parts);
  return largest === undefined || each === undefined ? undefined : Math.min(each, lengthOf(parts) * largest);
}

function sumOfParts(parts: readonly Part[]): number | undefined {
  return parts.reduce<number | undefined>((total, part) => {
    const own =
      part.kind === "one"
        ? boundOfValue(part.value)
        : combined("*", part.kind === "each" ? mostElements : 1, sumOfParts(part.parts));
    return combined("+", total, own);
  }, 0);
}

function largestOf(parts: readonly Part[]): number | undefined {
  return parts.reduce<number | undefined>((most, part) => {
    const own = part.kind === "one" ? boundOfValue(part.value) : largestOf(part.parts);
    return most === undefined || own === undefined ? undefined : Math.max(most, own);
  }, 0);
}

function boundOfValue(value: Value): number | undefined {
  if (value.kind === "operand") return boundOf(value.operand);
  // There TypeScript throws, and no number comes of it.
  if (value.kind === "stuck") return 0;
  if (value.kind !== "choice") return undefined;
  const [left, right] = [boundOfValue(value.whenTrue), boundOfValue(value.otherwise)];
  return left === undefined || right === undefined ? undefined : Math.max(left, right);
}

/** Whether an operand is a whole number that both languages print alike. */
export function isWhole(operand: Operand): boolean {
  const bound = boundOf(operand);
  return bound !== undefined && bound <= Number.MAX_SAFE_INTEGER;
}

/**
 * `+`, `-` and `*` of whole numbers: literals, counts, and what is made of them.
 * @throws Refusal BYL1143 for numbers that may have a fraction or become too large for a double
 */
export function arithmeticValue(operator: "+" | "-" | "*", left: Value, right: Value, span: Span): Value {
  return mapValue(left, (first) =>
    mapValue(right, (second) => {
      if (first.kind !== "operand" || second.kind !== "operand") throw new Refusal("BYL1143", "", span);
      return calculated(operator, first.operand, second.operand, span);
    }),
  );
}

function calculated(operator: "+" | "-" | "*", left: Operand, right: Operand, span: Span): Value {
  const bound = combined(operator, boundOf(left), boundOf(right));
  if (bound === undefined || bound > Number.MAX_SAFE_INTEGER) throw new Refusal("BYL1143", "", span);
  if (left.kind === "constant" && right.kind === "constant") {
    const [first, second] = [Number(left.value), Number(right.value)];
    return constantValue(
      operator === "+" ? first + second : operator === "-" ? first - second : first * second,
    );
  }
  if (right.kind === "constant" && right.value === (operator === "*" ? 1 : 0))
    return { kind: "operand", operand: left };
  if (operator === "+" && left.kind === "constant" && left.value === 0)
    return { kind: "operand", operand: right };
  return computedValue({ kind: "arithmetic", operator, left, right }, { kind: "number" }, span);
}

/** The sum of what a function gives for each element of a list. */
export function sumValue(
  leaf: Leaf,
  term: (element: Value) => Value,
  start: Value,
  context: ListContext,
): Value {
  const { name, fresh, span } = context;
  const sequence = toSequence(leaf, name, fresh, span);
  const parts = replaceElements(sequence.parts, (value) => [{ kind: "one", value: term(value) }]);
  const total = evaluated(parts, sumOf(parts, span));
  return arithmeticValue("+", start, total, span);
}

function sumOf(parts: readonly Part[], span: Span): Value {
  const bound = boundOfParts(parts);
  if (bound === undefined || bound > Number.MAX_SAFE_INTEGER) throw new Refusal("BYL1143", "", span);
  if (parts.length === 0) return constantValue(0);
  return computedValue({ kind: "sum", items: parts }, { kind: "number" }, span);
}
