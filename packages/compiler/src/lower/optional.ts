import type { Span } from "../compilation.ts";
import { isThere } from "./compare.ts";
import { type Facts, isKnown, isKnownEmpty } from "./facts.ts";
import { atom } from "./formula.ts";
import { mayBeEmpty, mayBeNullish } from "./reads.ts";
import { choice, type Leaf, mapValue, undefinedValue, type Value } from "./value.ts";

/** Calls a method of a value; in an optional chain an empty value gives `undefined`, elsewhere TypeScript throws. */
export function receive(
  value: Value,
  chained: boolean,
  { span, facts }: { readonly span: Span; readonly facts: Facts },
  use: (leaf: Leaf) => Value,
): Value {
  return mapValue(value, (leaf) => {
    if (leaf.kind === "undefined") return chained ? undefinedValue : { kind: "stuck" };
    if (chained && leaf.kind === "operand" && leaf.operand.kind === "read" && mayBeEmpty(leaf.operand)) {
      if (isKnown(facts, leaf.operand)) return use(leaf);
      if (isKnownEmpty(facts, leaf.operand)) return undefinedValue;
      return choice(isThere(leaf.operand, span), use(leaf), undefinedValue);
    }
    return use(leaf);
  });
}

/** `value ?? fallback` */
export function coalesce(value: Value, fallback: () => Value, span: Span, facts: Facts): Value {
  return mapValue(value, (leaf) => {
    if (leaf.kind === "undefined") return fallback();
    if (leaf.kind !== "operand") return leaf;
    const { operand } = leaf;
    if (operand.kind === "constant") return operand.value === null ? fallback() : leaf;
    if (operand.kind !== "read" || !mayBeNullish(operand) || isKnown(facts, operand)) return leaf;
    if (isKnownEmpty(facts, operand)) return fallback();
    return choice(atom({ kind: "defined", read: operand, span }), leaf, fallback());
  });
}
