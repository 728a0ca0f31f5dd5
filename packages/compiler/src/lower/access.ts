import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding, Constant } from "../ir/expression.ts";
import { atom } from "./formula.ts";
import { stepInto } from "./reads.ts";
import { after, touch } from "./touch.ts";
import { choice, constantValue, type Leaf, mapValue, undefinedValue, type Value } from "./value.ts";

/** The part of a value that a pattern binds. */
export function bindingValue(binding: Binding, value: Value, span: Span): Value {
  return binding.path.reduce<Value>((inner, key) => access(inner, key, false, span), value);
}

/** A property or element whose key is known. */
export function access(value: Value, key: string | number, chained: boolean, span: Span): Value {
  return mapValue(value, (leaf) => {
    switch (leaf.kind) {
      case "undefined":
        return chained ? undefinedValue : { kind: "stuck" };
      case "record":
        return leaf.entries.find(([name]) => name === key)?.[1] ?? undefinedValue;
      case "list":
        return typeof key === "number" ? (leaf.elements[key] ?? undefinedValue) : { kind: "stuck" };
      case "formula":
        return { kind: "stuck" };
      case "operand":
        if (leaf.operand.kind === "read")
          return { kind: "operand", operand: stepInto(leaf.operand, key, span) };
        return leaf.operand.kind === "constant" ? accessConstant(leaf.operand.value, key) : { kind: "stuck" };
    }
  });
}

function accessConstant(value: Constant, key: string | number): Value {
  if (typeof value !== "object" || value === null) return { kind: "stuck" };
  if (!("kind" in value)) {
    const element = typeof key === "number" ? value[key] : undefined;
    return element === undefined ? undefinedValue : constantValue(element);
  }
  // The last of two equal keys counts, as in JavaScript.
  const entry = value.entries.findLast(([name]) => name === String(key));
  return entry === undefined ? undefinedValue : constantValue(entry[1]);
}

/** An element or property whose key is an expression: a constant, or anything that a constant object is asked for. */
export function indexed(object: Value, index: Value, chained: boolean, span: Span): Value {
  return mapValue(index, (key) => {
    if (key.kind === "operand" && key.operand.kind === "constant") {
      const { value } = key.operand;
      if (typeof value === "string") return access(object, value, chained, span);
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
        return access(object, value, chained, span);
      }
      throw new Refusal("BYL1113", "an index counts from 0", span);
    }
    if (key.kind === "operand" && key.operand.kind === "read") {
      const read = key.operand;
      return mapValue(object, (leaf) => {
        const entries = constantEntries(leaf);
        if (entries === undefined) throw new Refusal("BYL1113", "", span);
        return entries.reduceRight<Value>(
          (rest, [name, value]) =>
            choice(
              atom({ kind: "equal", left: read, right: { kind: "constant", value: name }, span }),
              value,
              rest,
            ),
          after(touch({ kind: "operand", operand: read }), undefinedValue),
        );
      });
    }
    throw new Refusal("BYL1113", "", span);
  });
}

function constantEntries(leaf: Leaf): readonly (readonly [string, Value])[] | undefined {
  if (leaf.kind === "record") return leaf.entries;
  if (leaf.kind !== "operand" || leaf.operand.kind !== "constant") return undefined;
  const { value } = leaf.operand;
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return [...new Map(value.entries)].map(([key, inner]) => [key, constantValue(inner)]);
}
