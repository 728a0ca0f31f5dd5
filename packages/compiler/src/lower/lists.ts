import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Transform } from "../ir/expression.ts";
import { everyPart, someParts } from "./computation.ts";
import { type Facts, factsOf } from "./facts.ts";
import { and, type Formula, type Operand, type Read } from "./formula.ts";
import { isTrustedBelow, stepInto, withoutNull } from "./reads.ts";
import {
  arrayOfSequence,
  computedRead,
  computedValue,
  conditionally,
  eachPart,
  elementOf,
  evaluated,
  firstOf,
  keyOf,
  one,
  partsOfChoices,
  refuseOrder,
  replaceElements,
  schemaOfParts,
  sequenceValue,
  toSequence,
} from "./sequences.ts";
import { touch } from "./touch.ts";
import { constantValue, type Leaf, type Part, type Sequence, type Value } from "./value.ts";

/** A function of an element, with what is known of it. */
export type Callback = (element: Value, facts: Facts) => Value;

/** What lists need of the evaluation around them. */
export interface ListContext {
  readonly name: string;
  readonly fresh: () => number;
  readonly span: Span;
  /** The condition that a boolean value is. */
  readonly condition: (value: Value) => Formula;
}

/** What `map`, `filter`, `flatMap` and `find` give. */
export function transformed(method: Transform, leaf: Leaf, callback: Callback, context: ListContext): Value {
  const { span, name, fresh } = context;
  const sequence = toSequence(leaf, name, fresh, span);
  const knownFrom = (tests: readonly Formula[]): Facts => tests.flatMap((test) => factsOf(test, true));
  const filtered = (): Sequence => ({
    ...sequence,
    parts: replaceElements(sequence.parts, (value, tests) =>
      conditionally(context.condition(callback(value, knownFrom(tests))), [one(value)]),
    ),
  });
  switch (method) {
    case "map": {
      const parts = replaceElements(sequence.parts, (value, tests) => [
        one(callback(value, knownFrom(tests))),
      ]);
      return evaluated(parts, sequenceValue({ ...sequence, parts }));
    }
    case "filter": {
      const found = filtered();
      return evaluated(found.parts, sequenceValue(found));
    }
    case "find": {
      const found = filtered();
      return evaluated(found.parts, firstOf(found, span));
    }
    case "flatMap":
      return flattened(sequence, (value, tests) => callback(value, knownFrom(tests)), context);
  }
}

function flattened(
  sequence: Sequence,
  callback: (value: Value, tests: readonly Formula[]) => Value,
  { name, fresh, span }: ListContext,
): Value {
  let ordered = sequence.ordered;
  const parts = replaceElements(sequence.parts, (value, tests) =>
    partsOfChoices(callback(value, tests), (leaf) => {
      const inner = toSequence(leaf, name, fresh, span);
      ordered &&= inner.ordered;
      return inner.parts;
    }),
  );
  return evaluated(parts, sequenceValue({ parts, ordered }));
}

/** What `some` and `every` say of a list that was made of others. */
export function quantifiedSequence(
  quantifier: "some" | "every",
  sequence: Sequence,
  holdsFor: (element: Value) => Formula,
): Formula {
  const over = quantifier === "some" ? someParts : everyPart;
  return over(sequence.parts, (value) => and(touch(value), holdsFor(value)));
}

/** The number of elements of a list that was made of others. */
export function sequenceLength(sequence: Sequence, span: Span): Value {
  return computedValue({ kind: "count", items: sequence.parts }, { kind: "number" }, span);
}

/** An array literal: its elements, and those of the lists that are spread in it. */
export function joinedLists(lists: readonly Leaf[], { name, fresh, span }: ListContext): Value {
  const sequences = lists.map((leaf) => toSequence(leaf, name, fresh, span));
  return sequenceValue({
    parts: sequences.flatMap(({ parts }) => parts),
    ordered: sequences.every(({ ordered }) => ordered),
  });
}

/** `list.flat()`. */
export function flat(leaf: Leaf, context: ListContext): Value {
  return flattened(toSequence(leaf, context.name, context.fresh, context.span), (value) => value, context);
}

/** `list.join(separator)` of texts. */
export function joined(leaf: Leaf, separator: Operand, { name, fresh, span }: ListContext): Value {
  const sequence = toSequence(leaf, name, fresh, span);
  refuseOrder(sequence, span);
  const texts = sequence.parts.map((part) =>
    part.kind === "one" && part.value.kind === "operand" && part.value.operand.kind === "constant"
      ? part.value.operand.value
      : undefined,
  );
  if (separator.kind === "constant" && texts.every((text) => typeof text === "string"))
    return constantValue(texts.join(String(separator.value)));
  if (sequence.parts.length > 0 && !isText(schemaOfParts(sequence.parts, span).schema))
    throw new Refusal("BYL1144", "join of something else than texts", span);
  return computedValue({ kind: "join", items: sequence.parts, separator }, { kind: "string" }, span);
}

function isText(schema: Read["schema"]): boolean {
  if (schema.kind === "union") return schema.members.every(isText);
  if (schema.kind === "oneOf") return schema.values.every((value) => typeof value === "string");
  return schema.kind === "string";
}

/** `list.at(index)`. */
export function elementAt(
  leaf: Leaf,
  index: number,
  access: (leaf: Leaf, key: number) => Value,
  { name, fresh, span }: ListContext,
): Value {
  if (index >= 0) return access(leaf, index);
  if (leaf.kind === "list") return access(leaf, leaf.elements.length + index);
  if (leaf.kind === "operand" && leaf.operand.kind === "constant" && Array.isArray(leaf.operand.value))
    return access(leaf, leaf.operand.value.length + index);
  const of = arrayRead(leaf, span);
  const { schema } = withoutNull(of.schema);
  if (schema.kind !== "array")
    throw new Refusal("BYL1101", "an element of something that is not a list", span);
  if (withoutNull(schema.element).nullable)
    throw new Refusal("BYL1110", "an element that may be null or absent", span);
  const { parts } = toSequence({ kind: "operand", operand: of }, name, fresh, span);
  return computedValue({ kind: "fromEnd", of, distance: -index, items: parts }, schema.element, span, {
    trusted: isTrustedBelow(of),
    optional: true,
  });
}

function arrayRead(leaf: Leaf, span: Span): Read {
  if (leaf.kind === "sequence") return arrayOfSequence(leaf.sequence, span);
  if (leaf.kind === "operand" && leaf.operand.kind === "read") return leaf.operand;
  throw new Refusal("BYL1101", "an element of something that is not a list", span);
}

/** `list.slice(from, to)`, counted from the beginning. */
export function sliced(leaf: Leaf, from: number, to: number | undefined, context: ListContext): Value {
  const { span, name, fresh } = context;
  if (from < 0 || (to !== undefined && to < 0))
    throw new Refusal("BYL1113", "slice counts from the beginning here", span);
  if (leaf.kind === "operand" && leaf.operand.kind === "read") {
    const { operand } = leaf;
    const schema = withoutNull(operand.schema).schema;
    if (schema.kind !== "array") throw new Refusal("BYL1101", "slice of something that is not a list", span);
    const count: Operand = { kind: "count", of: operand };
    const end: Operand = to === undefined ? count : { kind: "constant", value: to };
    const read = computedRead(
      { kind: "builtin", name: "array.slice", arguments: [operand, { kind: "constant", value: from }, end] },
      schema,
      span,
      { trusted: false, optional: false },
    );
    const value = { kind: "operand", operand: read } as const;
    // Natively the part is copied, and each of its elements is read.
    return evaluated(toSequence(value, name, fresh, span).parts, value);
  }
  const sequence = toSequence(leaf, name, fresh, span);
  if (sequence.parts.some((part) => part.kind !== "one"))
    return sliced({ kind: "operand", operand: arrayOfSequence(sequence, span) }, from, to, context);
  return sequenceValue({ ...sequence, parts: sequence.parts.slice(from, to) });
}

/** `Object.keys(object)` and its like. */
export function entriesOf(part: "keys" | "values" | "entries", leaf: Leaf, context: ListContext): Value {
  const { name, fresh, span } = context;
  const fixed = fixedEntries(leaf);
  if (fixed !== undefined) {
    const parts = fixed.map(([key, value]) => one(partOf(part, constantValue(key), value)));
    return sequenceValue({ parts, ordered: true });
  }
  if (leaf.kind !== "operand" || leaf.operand.kind !== "read")
    throw new Refusal("BYL1101", "the keys of something that is not an object", span);
  const object = leaf.operand;
  const value = elementOf(object, "value", fresh, span);
  // Natively each value is looked at, whichever part is asked for.
  const looked: Part = eachPart(value, [one({ kind: "operand", operand: value })]);
  if (part === "values") return evaluated([looked], sequenceValue({ parts: [looked], ordered: false }));
  const key = keyOf(object, part === "keys" ? name : "key", fresh, span);
  const found = partOf(
    part,
    { kind: "operand", operand: key },
    { kind: "operand", operand: thereFor(stepInto(object, key, span)) },
  );
  return evaluated([looked], sequenceValue({ parts: [eachPart(key, [one(found)])], ordered: false }));
}

/** What is found at a key of the object itself is there. */
function thereFor(read: Read): Read {
  const last = read.steps.at(-1);
  if (last === undefined) return read;
  return { ...read, steps: [...read.steps.slice(0, -1), { ...last, presence: "required" }] };
}

function partOf(part: "keys" | "values" | "entries", key: Value, value: Value): Value {
  switch (part) {
    case "keys":
      return key;
    case "values":
      return value;
    case "entries":
      return { kind: "list", elements: [key, value] };
  }
}

/** The entries of an object that is written out, in the order in which TypeScript gives them. */
function fixedEntries(leaf: Leaf): readonly (readonly [string, Value])[] | undefined {
  const entries =
    leaf.kind === "record"
      ? new Map(leaf.entries)
      : leaf.kind === "operand" &&
          leaf.operand.kind === "constant" &&
          typeof leaf.operand.value === "object" &&
          leaf.operand.value !== null &&
          "kind" in leaf.operand.value
        ? new Map(leaf.operand.value.entries.map(([key, inner]) => [key, constantValue(inner)]))
        : undefined;
  if (entries === undefined) return undefined;
  return Object.keys(Object.fromEntries(entries)).flatMap((key) => {
    const value = entries.get(key);
    return value === undefined ? [] : [[key, value] as const];
  });
}
