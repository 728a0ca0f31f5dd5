import type { Property, Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import { type Computation, someParts, touchParts } from "./computation.ts";
import { type Facts, factsOf } from "./facts.ts";
import { always, type Formula, never, not, type Operand, type Read, type Variable } from "./formula.ts";
import { isThere } from "./presence.ts";
import { isTrustedBelow, schemaOfConstants, withoutNull } from "./reads.ts";
import { distinctSchemas } from "./same-schema.ts";
import { isScalarSchema } from "./scalar-schema.ts";
import { after } from "./touch.ts";
import {
  choice,
  constantValue,
  type Leaf,
  type Part,
  type Sequence,
  undefinedValue,
  type Value,
} from "./value.ts";

/** A list of the given parts: plain when its length is known. */
export function sequenceValue(given: Sequence): Value {
  const sequence = { ...given, parts: withoutEmpty(given.parts) };
  const values: Value[] = [];
  for (const part of sequence.parts) {
    if (part.kind !== "one") return { kind: "sequence", sequence };
    values.push(part.value);
  }
  // A list that came from an object's keys stays one without an order.
  return sequence.ordered ? listValue(values) : { kind: "sequence", sequence };
}

/** A list of known length; a constant when its elements are. */
function listValue(values: readonly Value[]): Value {
  const constants = values.flatMap((value) =>
    value.kind === "operand" && value.operand.kind === "constant" ? [value.operand.value] : [],
  );
  return constants.length === values.length ? constantValue(constants) : { kind: "list", elements: values };
}

/** The element that goes through an array, or through the values of an object. */
export function elementOf(collection: Read, name: string, fresh: () => number, span: Span): Read {
  const { schema } = withoutNull(collection.schema);
  if (schema.kind !== "array" && schema.kind !== "map")
    throw new Refusal("BYL1101", "the elements of something that is not a list", span);
  const inner = schema.kind === "array" ? schema.element : schema.value;
  return elementRead({ id: fresh(), name, collection }, inner, isTrustedBelow(collection), span);
}

/** The name that goes through the keys of an object. */
export function keyOf(object: Read, name: string, fresh: () => number, span: Span): Read {
  const variable: Variable = { id: fresh(), name, collection: { kind: "keys", of: object } };
  return elementRead(variable, { kind: "string" }, true, span);
}

function elementRead(variable: Variable, schema: Schema, trusted: boolean, span: Span): Read {
  return { kind: "read", root: { kind: "variable", variable, schema, trusted }, steps: [], schema, span };
}

/** The part for each element of what a read goes through. */
export function eachPart(element: Read, parts: readonly Part[]): Part {
  if (element.root.kind !== "variable") return { kind: "when", test: never, parts: [] };
  return { kind: "each", variable: element.root.variable, element, parts };
}

/**
 * A list as its parts.
 * @throws Refusal BYL1101 when it is none
 */
export function toSequence(leaf: Leaf, name: string, fresh: () => number, span: Span): Sequence {
  switch (leaf.kind) {
    case "list":
      return { parts: leaf.elements.map(one), ordered: true };
    case "sequence":
      return leaf.sequence;
    case "operand": {
      const { operand } = leaf;
      if (operand.kind === "constant" && Array.isArray(operand.value)) {
        const values: readonly (typeof operand.value)[] = operand.value;
        return { parts: values.map((value) => one(constantValue(value))), ordered: true };
      }
      if (operand.kind !== "read") break;
      const element = elementOf(operand, name, fresh, span);
      return { parts: [eachPart(element, [one({ kind: "operand", operand: element })])], ordered: true };
    }
    case "formula":
    case "record":
    case "undefined":
  }
  throw new Refusal("BYL1101", "the elements of something that is not a list", span);
}

export function one(value: Value): Part {
  return { kind: "one", value };
}

/** Puts parts in the place of each single element, knowing the conditions on which that is there. */
export function replaceElements(
  parts: readonly Part[],
  replace: (value: Value, tests: readonly Formula[]) => readonly Part[],
  tests: readonly Formula[] = [],
): readonly Part[] {
  return parts.flatMap((part) => replaceIn(part, replace, tests));
}

function replaceIn(
  part: Part,
  replace: (value: Value, tests: readonly Formula[]) => readonly Part[],
  tests: readonly Formula[],
): readonly Part[] {
  switch (part.kind) {
    case "one":
      return replace(part.value, tests);
    case "when":
      return conditionally(part.test, replaceElements(part.parts, replace, [...tests, part.test]));
    case "each":
      return [{ ...part, parts: replaceElements(part.parts, replace, tests) }];
  }
}

/** Parts that are there on a condition. */
export function conditionally(test: Formula, parts: readonly Part[]): readonly Part[] {
  if (test.kind === "always" || parts.length === 0) return parts;
  return test.kind === "never" ? [] : [{ kind: "when", test, parts }];
}

/**
 * A value as parts: each thing that it may be, on its condition. A condition that leads to no element is kept, since
 * it is evaluated all the same.
 */
export function partsOfChoices(value: Value, parts: (leaf: Leaf) => readonly Part[]): readonly Part[] {
  switch (value.kind) {
    case "choice": {
      const [whenTrue, otherwise] = [
        partsOfChoices(value.whenTrue, parts),
        partsOfChoices(value.otherwise, parts),
      ];
      if (whenTrue.length === 0 && otherwise.length === 0)
        return [{ kind: "when", test: value.test, parts: [] }];
      return [...conditionally(value.test, whenTrue), ...conditionally(not(value.test), otherwise)];
    }
    case "stuck":
      return [];
    default:
      return parts(value);
  }
}

/** Parts without the conditions that lead to no element. */
function withoutEmpty(parts: readonly Part[]): readonly Part[] {
  if (!parts.some(leadsNowhere)) return parts;
  return parts.flatMap((part): readonly Part[] => {
    if (part.kind === "one") return [part];
    const inner = withoutEmpty(part.parts);
    return part.kind === "when" && inner.length === 0 ? [] : [{ ...part, parts: inner }];
  });
}

function leadsNowhere(part: Part): boolean {
  if (part.kind === "one") return false;
  return (part.kind === "when" && part.parts.length === 0) || part.parts.some(leadsNowhere);
}

/** What was evaluated for parts of which some lead to no element, and which a list forgets. */
export function touchForgotten(parts: readonly Part[]): Formula {
  return parts.some(leadsNowhere) ? touchParts(parts) : always;
}

/** The first element, or undefined. */
export function firstOf(sequence: Sequence, span: Span): Value {
  refuseOrder(sequence, span);
  const fixed = firstOfFixed(sequence.parts, undefinedValue);
  if (fixed !== undefined) return fixed;
  const { schema, trusted } = schemaOfParts(sequence.parts, span);
  return computedValue({ kind: "first", items: sequence.parts }, schema, span, { trusted, optional: true });
}

/** The first element of a list whose elements are all known, though not which of them are there. */
function firstOfFixed(parts: readonly Part[], otherwise: Value): Value | undefined {
  return parts.reduceRight<Value | undefined>(
    (rest, part) => (rest === undefined ? undefined : firstOfPart(part, rest)),
    otherwise,
  );
}

function firstOfPart(part: Part, rest: Value): Value | undefined {
  switch (part.kind) {
    case "one":
      return part.value;
    case "when": {
      const inner = firstOfFixed(part.parts, rest);
      return inner === undefined ? undefined : choice(part.test, inner, rest);
    }
    case "each":
      return undefined;
  }
}

/** The list as an array that can be asked for an element by its index. */
export function arrayOfSequence(sequence: Sequence, span: Span): Read {
  refuseOrder(sequence, span);
  const { schema, trusted } = schemaOfParts(sequence.parts, span);
  return computedRead({ kind: "array", items: sequence.parts }, { kind: "array", element: schema }, span, {
    trusted,
    optional: false,
  });
}

/**
 * Refuses a list whose order is not the same in both languages, where that matters.
 * @throws Refusal BYL1145
 */
export function refuseOrder(sequence: Sequence, span: Span): void {
  if (!sequence.ordered) throw new Refusal("BYL1145", "", span);
}

/** A value that is worked out of others. */
export function computedRead(
  computation: Computation,
  schema: Schema,
  span: Span,
  { trusted, optional }: { readonly trusted: boolean; readonly optional: boolean } = {
    trusted: true,
    optional: false,
  },
): Read {
  const root = { kind: "computed", computation, schema, trusted, optional } as const;
  return { kind: "read", root, steps: [], schema, span };
}

export function computedValue(...given: Parameters<typeof computedRead>): Value {
  return { kind: "operand", operand: computedRead(...given) };
}

/** The list, once all of it has been evaluated. */
export function evaluated(parts: readonly Part[], value: Value): Value {
  return after(touchParts(parts), value);
}

interface Described {
  readonly schema: Schema;
  readonly trusted: boolean;
}

/** What the elements of a list are. */
export function schemaOfParts(parts: readonly Part[], span: Span, facts: Facts = []): Described {
  return together(parts.map((part) => schemaOfPart(part, span, facts)));
}

function schemaOfPart(part: Part, span: Span, facts: Facts): Described {
  switch (part.kind) {
    case "one":
      return schemaOfValue(part.value, span, facts);
    case "when":
      return schemaOfParts(part.parts, span, [...facts, ...factsOf(part.test, true)]);
    case "each":
      return schemaOfParts(part.parts, span, facts);
  }
}

function together(found: readonly Described[]): Described {
  const known = found.filter(({ schema }) => schema.kind !== "union" || schema.members.length > 0);
  const members = distinctSchemas(known.map(({ schema }) => schema));
  const [only] = members;
  return {
    schema: members.length === 1 && only !== undefined ? only : { kind: "union", members },
    trusted: found.every(({ trusted }) => trusted),
  };
}

/** What a value is, as far as what is built of it must know. */
function schemaOfValue(value: Value, span: Span, facts: Facts = []): Described {
  switch (value.kind) {
    case "operand":
      return schemaOfOperand(value.operand, span, facts);
    case "formula":
      return { schema: { kind: "boolean" }, trusted: true };
    case "choice":
      return together([
        schemaOfValue(value.whenTrue, span, [...facts, ...factsOf(value.test, true)]),
        schemaOfValue(value.otherwise, span, [...facts, ...factsOf(value.test, false)]),
      ]);
    case "stuck":
      return { schema: { kind: "union", members: [] }, trusted: true };
    case "list":
    case "sequence": {
      const parts = value.kind === "list" ? value.elements.map(one) : value.sequence.parts;
      const { schema, trusted } = schemaOfParts(parts, span, facts);
      return { schema: { kind: "array", element: schema }, trusted };
    }
    case "record": {
      const entries = value.entries.map(([key, inner]) => [key, schemaOfValue(inner, span, facts)] as const);
      const properties = Object.fromEntries(
        entries.map(([key, { schema }]): [string, Property] => [key, { schema, optional: false }]),
      );
      return { schema: { kind: "object", properties }, trusted: entries.every(([, { trusted }]) => trusted) };
    }
    case "undefined":
      throw new Refusal("BYL1110", "a list of values some of which are undefined", span);
  }
}

function schemaOfOperand(operand: Operand, span: Span, facts: Facts): Described {
  switch (operand.kind) {
    case "read":
      if (!isThere(operand, facts))
        throw new Refusal("BYL1110", "a list of values some of which may be missing", span);
      return { schema: operand.schema, trusted: isTrustedBelow(operand) || isScalarSchema(operand.schema) };
    case "constant": {
      const schema = schemaOfConstants([operand.value]);
      if (schema.kind === "unknown") throw new Refusal("BYL1101", "a list of mixed constants", span);
      return { schema, trusted: true };
    }
    case "count":
    case "now":
      return { schema: { kind: "number" }, trusted: true };
  }
}

/** Whether any element is there. */
export function isNotEmpty(sequence: Sequence): Formula {
  return someParts(sequence.parts, () => always);
}
