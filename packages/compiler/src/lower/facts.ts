import type { Schema } from "@bylaw/dsl/schema";
import type { Atom, Formula, Operand, Read } from "./formula.ts";
import { mayBeEmpty, prefixOf, readKey, withoutNull } from "./reads.ts";
import { choice, type Leaf, type Value } from "./value.ts";

/** What is known where an expression is evaluated, from the conditions that led there. */
export type Facts = readonly Fact[];

export interface Fact {
  readonly atom: Atom;
  readonly positive: boolean;
}

/** What is known once a condition holds, or does not. */
export function factsOf(formula: Formula, positive: boolean): Facts {
  switch (formula.kind) {
    case "atom":
      return [{ atom: formula.atom, positive }];
    case "not":
      return factsOf(formula.operand, !positive);
    case "and":
      return positive ? [...factsOf(formula.left, true), ...factsOf(formula.right, true)] : [];
    case "or":
      return positive
        ? eitherOf(factsOf(formula.left, true), factsOf(formula.right, true))
        : [...factsOf(formula.left, false), ...factsOf(formula.right, false)];
    case "choose":
    case "quantified":
    case "always":
    case "never":
    case "stuck":
    case "touch":
      return [];
  }
}

/** What is known when one of two holds: that one value is one of the literals of both. */
function eitherOf(left: Facts, right: Facts): Facts {
  return left.flatMap((one) => {
    const first = literalsAsked(one);
    const second = right.map(literalsAsked).find((other) => first !== undefined && other?.key === first.key);
    if (first === undefined || second === undefined) return [];
    const values = [...new Set([...first.values, ...second.values])];
    return [{ atom: { kind: "member", element: first.read, values, span: one.atom.span }, positive: true }];
  });
}

interface Asked {
  readonly read: Read;
  readonly key: string;
  readonly values: readonly string[];
}

function literalsAsked({ atom }: Fact): Asked | undefined {
  if (atom.kind === "equal") {
    const { left, right } = atom;
    if (left.kind !== "read" || right.kind !== "constant" || typeof right.value !== "string")
      return undefined;
    return { read: left, key: readKey(left), values: [right.value] };
  }
  if (atom.kind !== "member") return undefined;
  const values = atom.values.filter((value) => typeof value === "string");
  return values.length === atom.values.length
    ? { read: atom.element, key: readKey(atom.element), values }
    : undefined;
}

/** The literals, out of some, that a value may still be. */
export function possible(facts: Facts, key: string, values: readonly string[]): readonly string[] {
  return facts.reduce((left, fact) => {
    const asked = literalsAsked(fact);
    return asked === undefined || asked.key !== key
      ? left
      : left.filter((value) => asked.values.includes(value) === fact.positive);
  }, values);
}

/** Whether a value is known to be there. */
export function isKnown(facts: Facts, read: Read): boolean {
  const key = readKey(read);
  return facts.some((fact) =>
    tellsOf(fact, (operand) => operand.kind === "read" && readKey(operand) === key),
  );
}

function tellsOf({ atom, positive }: Fact, is: (operand: Operand) => boolean): boolean {
  switch (atom.kind) {
    case "defined":
      return positive && is(atom.read);
    case "type":
      return positive && is(atom.of);
    case "equal":
      return positive && is(atom.left) && atom.right.kind === "constant" && atom.right.value !== null;
    case "member":
      return positive && is(atom.element) && !atom.values.includes(null);
    case "text":
      return is(atom.subject) || is(atom.argument);
    case "order":
      return is(atom.left) || is(atom.right);
    case "helper":
      return false;
  }
}

/** Whether a value is there: what may be missing on the way to it was asked for before. */
export function isThere(read: Read, facts: Facts): boolean {
  if (!mayBeEmpty(read) || isKnown(facts, read)) return true;
  const end = read.steps.findLastIndex((step) => step.presence !== "required") + 1;
  const nullable = withoutNull(read.schema).nullable;
  return end < read.steps.length && !nullable && isThere(prefixOf(read, end), facts);
}

/** Whether a value is known to be missing or null. */
export function isKnownEmpty(facts: Facts, read: Read): boolean {
  const key = readKey(read);
  return facts.some(
    ({ atom, positive }) => atom.kind === "defined" && !positive && readKey(atom.read) === key,
  );
}

/** Applies a function to each value that a value may be, with what is known when it is that one. */
export function mapKnowing(value: Value, facts: Facts, map: (leaf: Leaf, facts: Facts) => Value): Value {
  switch (value.kind) {
    case "choice": {
      const { test, whenTrue, otherwise } = value;
      return choice(
        test,
        mapKnowing(whenTrue, [...facts, ...factsOf(test, true)], map),
        mapKnowing(otherwise, [...facts, ...factsOf(test, false)], map),
      );
    }
    case "stuck":
      return value;
    default:
      return map(value, facts);
  }
}

/** A read as it is known: of the types that were asked for, or of the shape that it was found to have. */
export function narrowed(read: Read, facts: Facts): Read {
  const key = readKey(read);
  for (const { atom, positive } of facts) {
    if (atom.kind === "defined" && positive && atom.read.root.kind === "helper") {
      const { call } = atom.read.root;
      const [of] = call.arguments;
      if (call.helper.name === "shaped" && of?.kind === "read" && readKey(of) === key) return atom.read;
    }
  }
  const types = facts.flatMap(({ atom, positive }) =>
    atom.kind === "type" && readKey(atom.of) === key ? [{ type: atom.type, positive }] : [],
  );
  const schema = types.reduce((known, { type, positive }) => ofType(known, type, positive), read.schema);
  return types.length === 0 ? read : { ...read, schema };
}

function ofType(schema: Schema, type: "string" | "number" | "boolean", positive: boolean): Schema {
  switch (schema.kind) {
    case "unknown":
      return positive ? { kind: type } : schema;
    case "union": {
      const members = schema.members
        .map((member) => ofType(member, type, positive))
        .filter((member) => member.kind !== "union" || member.members.length > 0);
      const [only] = members;
      return members.length === 1 && only !== undefined ? only : { kind: "union", members };
    }
    case "oneOf":
      return { kind: "oneOf", values: schema.values.filter((value) => (typeof value === type) === positive) };
    case "string":
    case "number":
    case "boolean":
      return (schema.kind === type) === positive ? schema : { kind: "union", members: [] };
    case "null":
    case "array":
    case "map":
    case "object":
      return positive ? { kind: "union", members: [] } : schema;
  }
}

/** A property by which the members of a union of objects are told apart, and the literals that it has in each. */
export interface Discriminant {
  readonly key: string;
  readonly members: readonly { readonly schema: Schema; readonly values: readonly string[] }[];
}

/** The discriminants of a union of objects. */
export function discriminantsOf(schema: Schema): readonly Discriminant[] {
  const union = withoutNull(schema).schema;
  if (union.kind !== "union") return [];
  const [first] = union.members;
  if (first?.kind !== "object") return [];
  return Object.keys(first.properties).flatMap((key) => {
    const members = union.members.flatMap((member) => {
      const property =
        member.kind === "object" && Object.hasOwn(member.properties, key)
          ? member.properties[key]
          : undefined;
      if (property === undefined || property.optional || property.schema.kind !== "oneOf") return [];
      const values = property.schema.values.filter((value) => typeof value === "string");
      return values.length === property.schema.values.length ? [{ schema: member, values }] : [];
    });
    return members.length === union.members.length ? [{ key, members }] : [];
  });
}
