import type { Schema } from "@bylaw/dsl/schema";
import { Refusal } from "../diagnostics/report.ts";
import type { Builtin } from "./computation.ts";
import type { Read } from "./formula.ts";
import type { ListContext } from "./lists.ts";
import { isScalarSchema } from "./scalar-schema.ts";
import {
  arrayOfSequence,
  computedRead,
  evaluated,
  one,
  refuseOrder,
  replaceElements,
  schemaOfParts,
  toSequence,
} from "./sequences.ts";
import { isText } from "./texts.ts";
import { constantValue, type Leaf, type Sequence, type Value } from "./value.ts";

/**
 * `sorted(texts)`: in the order of code points, which is that of Rego.
 * @throws Refusal BYL1144 for a list of something else
 */
export function sortedList(leaf: Leaf, { name, fresh, span }: ListContext): Value {
  const sequence = toSequence(leaf, name, fresh, span);
  const { parts } = sequence;
  if (parts.length === 0) return constantValue([]);
  if (!isText(schemaOfParts(parts, span).schema))
    throw new Refusal("BYL1144", "an order of something else than texts", span);
  // Whatever the order was before.
  return made("sort", { parts, ordered: true }, undefined, span);
}

/** The elements of a set, each once; not in the order of JavaScript. */
export function distinctList(leaf: Leaf, { name, fresh, span }: ListContext): Leaf {
  if (leaf.kind === "record" || (leaf.kind === "operand" && leaf.operand.kind === "constant")) return leaf;
  const sequence = toSequence(leaf, name, fresh, span);
  // JavaScript tells two objects apart that hold the same.
  if (!isScalarSchema(schemaOfParts(sequence.parts, span).schema))
    throw new Refusal("BYL1109", "a set of something else than plain values", span);
  const list = arrayOfSequence({ ...sequence, ordered: true }, span);
  const elements = { kind: "operand", operand: builtin("distinct", list, list.schema, span, true) } as const;
  return { kind: "sequence", sequence: { ...toSequence(elements, name, fresh, span), ordered: false } };
}

/**
 * `Object.fromEntries(pairs)`: the last of equal keys counts.
 * @throws Refusal BYL1101 for what is no list of pairs, or has objects as values
 */
export function objectOfPairs(leaf: Leaf, { name, fresh, span }: ListContext): Value {
  const sequence = toSequence(leaf, name, fresh, span);
  if (sequence.parts.length === 0) return constantValue({ kind: "object", entries: [] });
  const part = (index: 0 | 1): Sequence => ({
    ...sequence,
    parts: replaceElements(sequence.parts, (pair) => [one(ofPair(pair, index, span))]),
  });
  if (!isText(schemaOfParts(part(0).parts, span).schema))
    throw new Refusal("BYL1144", "a key that is not a text", span);
  const { schema, trusted } = schemaOfParts(part(1).parts, span);
  if (!isMergeable(schema))
    throw new Refusal("BYL1101", "an object made of pairs whose values are objects", span);
  // Where the order is not the same, neither is the last of equal keys.
  if (!keysAreOwn(part(0))) refuseOrder(sequence, span);
  return made("object_of", { ...sequence, ordered: true }, { kind: "map", value: schema }, span, trusted);
}

function ofPair(pair: Value, index: 0 | 1, span: ListContext["span"]): Value {
  if (pair.kind === "choice" && pair.otherwise.kind === "stuck") return ofPair(pair.whenTrue, index, span);
  if (pair.kind === "operand" && pair.operand.kind === "constant" && Array.isArray(pair.operand.value)) {
    const value = pair.operand.value[index];
    if (value !== undefined) return constantValue(value);
  }
  const element = pair.kind === "list" && pair.elements.length === 2 ? pair.elements[index] : undefined;
  if (element === undefined)
    throw new Refusal("BYL1101", "an object made of something else than pairs", span);
  return element;
}

/** Whether each key is one of a record, so that none is there twice. */
function keysAreOwn({ parts }: Sequence): boolean {
  const [only, ...others] = parts;
  if (only?.kind !== "each" || others.length > 0 || only.variable.collection.kind !== "keys") return false;
  const inner = only.parts.flatMap((part) => (part.kind === "when" ? part.parts : [part]));
  const [key, ...more] = inner;
  if (more.length > 0 || key?.kind !== "one" || key.value.kind !== "operand") return false;
  const { operand } = key.value;
  return (
    operand.kind === "read" &&
    operand.steps.length === 0 &&
    operand.root.kind === "variable" &&
    operand.root.variable.id === only.variable.id
  );
}

/** Whether of two values the later one takes the place of the other. */
function isMergeable(schema: Schema): boolean {
  if (schema.kind === "union") return schema.members.every(isMergeable);
  return isScalarSchema(schema) || schema.kind === "array";
}

function made(
  name: Builtin,
  sequence: Sequence,
  schema: Schema | undefined,
  span: ListContext["span"],
  trusted = true,
): Value {
  const list = arrayOfSequence(sequence, span);
  return evaluated(sequence.parts, {
    kind: "operand",
    operand: builtin(name, list, schema ?? list.schema, span, trusted),
  });
}

function builtin(
  name: Builtin,
  list: Read,
  schema: Schema,
  span: ListContext["span"],
  trusted: boolean,
): Read {
  return computedRead({ kind: "builtin", name, arguments: [list] }, schema, span, {
    trusted,
    optional: false,
  });
}
