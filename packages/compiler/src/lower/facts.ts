import type { Schema } from "@bylaw/dsl/schema";
import { memoised } from "../memoised.ts";
import type { Atom, Formula, Operand, Read } from "./formula.ts";
import { atomKey, prefixOf, readKey, withoutNull } from "./reads.ts";
import { choice, type Leaf, type Value } from "./value.ts";

/** What is known where an expression is evaluated, from the conditions that led there. */
export type Facts = readonly Fact[];

export interface Fact {
  readonly atom: Atom;
  readonly positive: boolean;
}

/** What is known once a condition holds, or does not. */
export function factsOf(formula: Formula, positive: boolean): Facts {
  const facts: Fact[] = [];
  addFacts(formula, positive, facts);
  return facts;
}

/** Conditions are long, so that what is known of their parts goes into one list. */
function addFacts(formula: Formula, positive: boolean, facts: Fact[]): void {
  switch (formula.kind) {
    case "atom":
      facts.push({ atom: formula.atom, positive });
      return;
    case "not":
      addFacts(formula.operand, !positive, facts);
      return;
    case "and":
    case "or": {
      if ((formula.kind === "and") === positive) {
        addFacts(formula.left, positive, facts);
        addFacts(formula.right, positive, facts);
      } else facts.push(...eitherOf(factsOf(formula.left, positive), factsOf(formula.right, positive)));
      return;
    }
    case "choose":
      facts.push(...factsOfChoice(formula, positive));
      return;
    case "quantified":
    case "always":
    case "never":
    case "stuck":
    case "touch":
  }
}

function factsOfChoice(
  { test, whenTrue, otherwise }: Extract<Formula, { kind: "choose" }>,
  positive: boolean,
): Facts {
  if (cannotBe(otherwise, positive)) return [...factsOf(test, true), ...factsOf(whenTrue, positive)];
  const others = [...factsOf(test, false), ...factsOf(otherwise, positive)];
  if (cannotBe(whenTrue, positive)) return others;
  return eitherOf([...factsOf(test, true), ...factsOf(whenTrue, positive)], others);
}

/** Whether a condition never has an answer, or none at all. */
function cannotBe({ kind }: Formula, answer: boolean): boolean {
  return kind === "stuck" || kind === (answer ? "never" : "always");
}

/** Beyond so many pairs of facts, what two conditions have in common is not looked for: it may be known or not. */
const mostPairs = 256;

/** What is known when one of two holds: what both say, and what one value may be by both. */
function eitherOf(left: Facts, right: Facts): Facts {
  if (left.length * right.length > mostPairs) return [];
  const others = right.map((fact) => ({ fact, asked: literalsAsked(fact), key: atomKey(fact.atom) }));
  return left.flatMap((one) => {
    const first = literalsAsked(one);
    const key = atomKey(one.atom);
    return others.flatMap(({ fact, asked, key: other }) => {
      if (first === undefined || asked === undefined || first.key !== asked.key)
        return one.positive === fact.positive && key === other ? [one] : [];
      const { values, positive } = eitherLiterals(first, asked);
      if (values.length === 0) return [];
      const { span } = one.atom;
      return [{ atom: { kind: "member", element: first.read, values, span } as const, positive }];
    });
  });
}

/** One value is one of some literals, or is not, when it is so by one of two. */
function eitherLiterals(one: Asked, other: Asked): Pick<Asked, "values" | "positive"> {
  if (one.positive && other.positive)
    return { values: [...new Set([...one.values, ...other.values])], positive: true };
  if (one.positive) return eitherLiterals(other, one);
  return {
    values: one.values.filter((value) => other.values.includes(value) !== other.positive),
    positive: false,
  };
}

/** What a condition asks of a text: whether it is one of some literals. */
export interface Asked {
  readonly read: Read;
  readonly key: string;
  readonly values: readonly string[];
  /** Whether the value is one of them, or none. */
  readonly positive: boolean;
}

/** The literals that a fact says a text to be one of, or none. */
export function literalsAsked({ atom, positive }: Fact): Asked | undefined {
  if (atom.kind === "equal") {
    const { left, right } = atom;
    if (left.kind !== "read" || right.kind !== "constant" || typeof right.value !== "string")
      return undefined;
    return { read: left, key: readKey(left), values: [right.value], positive };
  }
  if (atom.kind !== "member") return undefined;
  const values = atom.values.filter((value) => typeof value === "string");
  return values.length === atom.values.length
    ? { read: atom.element, key: readKey(atom.element), values, positive }
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

/** Whether of some conditions at most one holds at a time: each asks one text for other literals. */
export function areExclusive(all: readonly Facts[]): boolean {
  const [first = [], ...others] = all.map((facts) =>
    facts.flatMap((fact) => {
      const asked = literalsAsked(fact);
      return asked?.positive === true ? [asked] : [];
    }),
  );
  return first.some(({ key, values }) => {
    const each = [values, ...others.map((asked) => asked.find((one) => one.key === key)?.values)];
    const known = each.flatMap((found) => (found === undefined ? [] : [...new Set(found)]));
    return each.every((found) => found !== undefined) && new Set(known).size === known.length;
  });
}

/** The literals that a text is known to be one of, out of those of its type if that has some. */
export function literalsKnown(
  facts: Facts,
  key: string,
  ofType: readonly string[] | undefined,
): readonly string[] | undefined {
  const asked = facts.map(literalsAsked).find((one) => one?.positive === true && one.key === key);
  const values = ofType ?? asked?.values;
  return values === undefined ? undefined : possible(facts, key, values);
}

/** Whether a value is known to be there: it was asked for, or something below it was found. */
export function isKnown(facts: Facts, read: Read): boolean {
  const key = readKey(read);
  const { length } = read.steps;
  return facts.some((fact) =>
    tellsOf(fact, (operand) => operand.kind === "read" && readKey(prefixOf(operand, length)) === key),
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

/** Whether a value is known to be missing or null. */
export function isKnownEmpty(facts: Facts, read: Read): boolean {
  const key = readKey(read);
  return facts.some(
    ({ atom, positive }) => atom.kind === "defined" && !positive && readKey(atom.read) === key,
  );
}

/** A value without the choices that are settled by what is known. */
export function settledValue(value: Value, facts: Facts): Value {
  if (value.kind !== "choice" || facts.length === 0) return value;
  const { test, whenTrue, otherwise } = value;
  const answer = answerKnown(test, facts);
  if (answer !== undefined) return settledValue(answer ? whenTrue : otherwise, facts);
  return choice(test, settledValue(whenTrue, facts), settledValue(otherwise, facts));
}

/** The answer to a question that was asked before. */
function answerKnown(test: Formula, facts: Facts): boolean | undefined {
  if (test.kind === "not") {
    const answer = answerKnown(test.operand, facts);
    return answer === undefined ? undefined : !answer;
  }
  if (test.kind !== "atom") return undefined;
  const key = atomKey(test.atom);
  return facts.find(({ atom }) => atom.kind === test.atom.kind && atomKey(atom) === key)?.positive;
}

/** Applies a function to each value that a value may be, with what is known when it is that one. */
export function mapKnowing(value: Value, facts: Facts, map: (leaf: Leaf, facts: Facts) => Value): Value {
  const left = settledValue(value, facts);
  switch (left.kind) {
    case "choice": {
      const { test, whenTrue, otherwise } = left;
      return choice(
        test,
        mapKnowing(whenTrue, [...facts, ...factsOf(test, true)], map),
        mapKnowing(otherwise, [...facts, ...factsOf(test, false)], map),
      );
    }
    case "stuck":
      return left;
    default:
      return map(left, facts);
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
export const discriminantsOf: (schema: Schema) => readonly Discriminant[] = memoised((schema: Schema) => {
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
});
