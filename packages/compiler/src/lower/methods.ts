import { Refusal } from "../diagnostics/report.ts";
import type { ValueMethod } from "../ir/expression.ts";
import { elementAt, flat, joined, joinedLists, type ListContext, sliced } from "./lists.ts";
import { replaced, split, trimmed } from "./texts.ts";
import { type Leaf, mapValue, undefinedValue, type Value } from "./value.ts";

/** What a method of a text or an array gives. */
export function methodValue(
  method: ValueMethod,
  leaf: Leaf,
  values: readonly Value[],
  context: ListContext,
  access: (leaf: Leaf, key: number) => Value,
): Value {
  const { span } = context;
  const [first = undefinedValue, second = undefinedValue, ...more] = values;
  const most = method === "slice" || method === "replaceAll" ? 2 : 1;
  if (method !== "concat" && (more.length > 0 || values.length > most))
    throw new Refusal("BYL1102", `${method} with so many arguments`, span);
  switch (method) {
    case "at":
      return elementAt(leaf, whole(first, context), access, context);
    case "concat":
      return concatenated(leaf, values, context);
    case "flat":
      if (values.length > 0) throw new Refusal("BYL1114", "flat takes no depth here", span);
      return flat(leaf, context);
    case "join":
      return mapValue(values.length === 0 ? comma : first, (separator) => {
        if (separator.kind !== "operand") throw new Refusal("BYL1114", "a separator", span);
        return joined(leaf, separator.operand, context);
      });
    case "replaceAll":
      return replaced(leaf, first, second, span);
    case "slice":
      return sliced(
        leaf,
        values.length === 0 ? 0 : whole(first, context),
        values.length < 2 ? undefined : whole(second, context),
        context,
      );
    case "split":
      return split(leaf, first, span);
    case "trim":
    case "trimEnd":
    case "trimStart":
      return trimmed(method, leaf, span);
  }
}

const comma: Value = { kind: "operand", operand: { kind: "constant", value: "," } };

/** `list.concat(other, …)`: lists are taken apart, other values are elements. */
function concatenated(leaf: Leaf, values: readonly Value[], context: ListContext): Value {
  const put = (done: readonly Leaf[], rest: readonly Value[]): Value => {
    const [next, ...others] = rest;
    if (next === undefined) return joinedLists(done, context);
    return mapValue(next, (one) =>
      put([...done, isList(one) ? one : { kind: "list", elements: [one] }], others),
    );
  };
  return put([leaf], values);
}

function isList(leaf: Leaf): boolean {
  if (leaf.kind === "list" || leaf.kind === "sequence") return true;
  if (leaf.kind !== "operand") return false;
  if (leaf.operand.kind === "constant") return Array.isArray(leaf.operand.value);
  return leaf.operand.kind === "read" && leaf.operand.schema.kind === "array";
}

function whole(value: Value, { span }: ListContext): number {
  if (value.kind === "operand" && value.operand.kind === "constant") {
    const number = value.operand.value;
    if (typeof number === "number" && Number.isSafeInteger(number)) return number;
  }
  throw new Refusal("BYL1113", "", span);
}
