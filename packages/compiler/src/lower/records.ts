import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Constant } from "../ir/expression.ts";
import { constantValue, type Leaf, mapValue, type Value } from "./value.ts";

/** An object of known properties; a constant when their values are. */
export function recordValue(entries: readonly (readonly [string, Value])[]): Value {
  const constants: (readonly [string, Constant])[] = [];
  for (const [key, value] of entries) {
    if (value.kind !== "operand" || value.operand.kind !== "constant") return { kind: "record", entries };
    constants.push([key, value.operand.value]);
  }
  return constantValue({ kind: "object", entries: constants });
}

/** The properties of several objects; those of later ones win, and a key keeps the place that it had first. */
export function merged(objects: readonly Value[], span: Span): Value {
  const put = (done: ReadonlyMap<string, Value>, rest: readonly Value[]): Value => {
    const [next, ...others] = rest;
    if (next === undefined) return recordValue([...done]);
    return mapValue(next, (leaf) => put(new Map([...done, ...entriesOf(leaf, span)]), others));
  };
  return put(new Map(), objects);
}

function entriesOf(leaf: Leaf, span: Span): readonly (readonly [string, Value])[] {
  if (leaf.kind === "record") return leaf.entries;
  if (leaf.kind === "undefined") return [];
  if (leaf.kind === "operand" && leaf.operand.kind === "constant") {
    const { value } = leaf.operand;
    if (typeof value === "object" && value !== null && "kind" in value)
      return value.entries.map(([key, inner]) => [key, constantValue(inner)]);
  }
  throw new Refusal("BYL1101", "a spread of an object that is not written out in the policy", span);
}
