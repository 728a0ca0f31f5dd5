import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding, Constant, Expression } from "../ir/expression.ts";
import { discriminantsOf, type Facts, literalsKnown, narrowed, possible } from "./facts.ts";
import { atom, type Read } from "./formula.ts";
import { isThere } from "./presence.ts";
import { mayBeAbsent, readKey, stepInto, withoutNull } from "./reads.ts";
import { arrayOfSequence, computedRead, firstOf } from "./sequences.ts";
import { after, touch } from "./touch.ts";
import { choice, constantValue, type Leaf, mapValue, undefinedValue, type Value } from "./value.ts";

/**
 * The part of a value that a pattern binds.
 * @param evaluate gives the values of defaults
 */
export function bindingValue(
  binding: Binding,
  value: Value,
  span: Span,
  facts: Facts,
  evaluate: (inner: Expression) => Value,
): Value {
  const withDefault = (at: number, given: Value): Value => {
    const found = binding.defaults?.find((one) => one.at === at);
    return found === undefined ? given : defaulted(given, () => evaluate(found.value), span);
  };
  return binding.path.reduce<Value>(
    (inner, key, index) => withDefault(index + 1, access(inner, key, false, span, facts)),
    withDefault(0, value),
  );
}

/** A value, or its default where it is undefined: unlike with `??`, null has none. */
function defaulted(value: Value, fallback: () => Value, span: Span): Value {
  return mapValue(value, (leaf) => {
    if (leaf.kind === "undefined") return fallback();
    if (leaf.kind !== "operand" || leaf.operand.kind !== "read") return leaf;
    const read = leaf.operand;
    if (!mayBeAbsent(read)) return leaf;
    if (withoutNull(read.schema).nullable)
      throw new Refusal("BYL1110", "a default for what may be absent and may be null", span);
    return choice(atom({ kind: "defined", read, span }), leaf, fallback());
  });
}

/** A property or element whose key is known. */
export function access(
  value: Value,
  key: string | number,
  chained: boolean,
  span: Span,
  facts: Facts,
): Value {
  return mapValue(value, (leaf) => {
    switch (leaf.kind) {
      case "undefined":
        return chained ? undefinedValue : { kind: "stuck" };
      case "record":
        return ownProperty(leaf, key) ?? notInherited(key, span);
      case "list":
        return typeof key === "number" ? (leaf.elements[key] ?? undefinedValue) : { kind: "stuck" };
      case "sequence":
        if (typeof key !== "number") return { kind: "stuck" };
        if (key === 0) return firstOf(leaf.sequence, span);
        return readValue(stepInto(arrayOfSequence(leaf.sequence, span), key, span), facts);
      case "formula":
        return { kind: "stuck" };
      case "operand":
        if (leaf.operand.kind === "read") {
          const read = stepOf(leaf.operand, key, span, facts);
          return read === undefined ? { kind: "stuck" } : readValue(read, facts);
        }
        return leaf.operand.kind === "constant"
          ? accessConstant(leaf.operand.value, key, span)
          : { kind: "stuck" };
    }
  });
}

/** A read as what is known of it. */
export function readValue(read: Read, facts: Facts): Value {
  return { kind: "operand", operand: narrowed(read, facts) };
}

/**
 * One step further; in a union of objects, into the member that the discriminant is known to tell.
 * @returns nothing where it is known to be no member: nobody comes there
 */
function stepOf(read: Read, key: string | number, span: Span, facts: Facts): Read | undefined {
  for (const discriminant of discriminantsOf(read.schema)) {
    if (discriminant.key === key) {
      const values = discriminant.members.flatMap((member) => member.values);
      const step = { key, presence: "required", schema: { kind: "oneOf", values } } as const;
      return { kind: "read", root: read.root, steps: [...read.steps, step], schema: step.schema, span };
    }
  }
  const member = memberOf(read, span, facts);
  return member === "none" ? undefined : stepInto(member ?? read, key, span);
}

function memberOf(read: Read, span: Span, facts: Facts): Read | "none" | undefined {
  for (const { key, members } of discriminantsOf(read.schema)) {
    const asked = readKey({
      ...read,
      steps: [...read.steps, { key, presence: "required", schema: read.schema }],
    });
    const all = members.flatMap(({ values }) => values);
    const left = possible(facts, asked, all);
    const kept = members.filter(({ values }) => values.some((value) => left.includes(value)));
    if (kept.length === 0) return "none";
    if (kept.length === members.length && kept.length > 1) continue;
    const schema = unionOf(kept.map((one) => one.schema));
    const values = kept.flatMap((one) => one.values);
    return computedRead({ kind: "narrowed", of: read, key, values }, schema, span, {
      trusted: false,
      optional: true,
    });
  }
  return undefined;
}

function unionOf(members: readonly Schema[]): Schema {
  const [only] = members;
  return members.length === 1 && only !== undefined ? only : { kind: "union", members };
}

/** What is written out in an object under a key. */
function ownProperty(leaf: Leaf, key: string | number): Value | undefined {
  // The last of two equal keys counts, as in JavaScript.
  return constantEntries(leaf)?.findLast(([name]) => name === String(key))?.[1];
}

/**
 * Nothing, for a key that an object does not have.
 * @throws Refusal BYL1159 for one that every object has
 */
function notInherited(key: string | number, span: Span): Value {
  if (String(key) in Object.prototype) throw new Refusal("BYL1159", JSON.stringify(key), span);
  return undefinedValue;
}

function accessConstant(value: Constant, key: string | number, span: Span): Value {
  if (typeof value !== "object" || value === null) return { kind: "stuck" };
  if (!("kind" in value)) {
    const element = typeof key === "number" ? value[key] : undefined;
    return element === undefined ? undefinedValue : constantValue(element);
  }
  return (
    ownProperty({ kind: "operand", operand: { kind: "constant", value } }, key) ?? notInherited(key, span)
  );
}

/** How something is looked up. */
type Lookup = Pick<Extract<Expression, { kind: "index" }>, "chained" | "ofMap" | "span">;

/**
 * An element or property whose key is an expression: a constant, or a text that is looked up in a constant object or
 * in one of the input.
 */
export function indexed(object: Value, index: Value, how: Lookup, facts: Facts): Value {
  const { chained, span } = how;
  return mapValue(index, (key) => {
    if (key.kind === "operand" && key.operand.kind === "constant") {
      const { value } = key.operand;
      if (typeof value === "string" && how.ofMap === true)
        return mapValue(object, (leaf) =>
          leaf.kind === "undefined" && !chained
            ? { kind: "stuck" }
            : (ownProperty(leaf, value) ?? undefinedValue),
        );
      if (typeof value === "string") return access(object, value, chained, span, facts);
      if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) {
        return access(object, value, chained, span, facts);
      }
      throw new Refusal("BYL1113", "an index counts from 0", span);
    }
    if (key.kind === "operand" && key.operand.kind === "read")
      return lookedUp(object, key.operand, how, facts);
    throw new Refusal("BYL1113", "", span);
  });
}

function lookedUp(object: Value, key: Read, { chained, ofMap, span }: Lookup, facts: Facts): Value {
  return mapValue(object, (leaf) => {
    if (leaf.kind === "undefined") return chained ? undefinedValue : { kind: "stuck" };
    const entries = constantEntries(leaf);
    if (entries !== undefined) {
      const names = literalsKnown(facts, readKey(key), textsOf(withoutNull(key.schema).schema));
      if (ofMap !== true) refuseInherited(names, entries, span);
      const found = entries.filter(([name]) => names === undefined || names.includes(name));
      const isEach = names?.length === found.length && isThere(key, facts);
      const touched = touch({ kind: "operand", operand: key });
      const last = found.at(-1);
      const [asked, otherwise] =
        isEach && last !== undefined ? [found.slice(0, -1), last[1]] : [found, undefinedValue];
      return asked.reduceRight<Value>(
        (rest, [name, value]) =>
          choice(
            atom({ kind: "equal", left: key, right: { kind: "constant", value: name }, span }),
            value,
            rest,
          ),
        after(touched, otherwise),
      );
    }
    if (leaf.kind !== "operand" || leaf.operand.kind !== "read" || !isText(key.schema))
      throw new Refusal("BYL1113", "", span);
    return readValue(stepInto(leaf.operand, key, span), facts);
  });
}

/**
 * Refuses to look up a text in an object that is written out when the text may name something that every object has:
 * natively, `constructor` is found then.
 * @throws Refusal BYL1159
 */
function refuseInherited(
  names: readonly string[] | undefined,
  entries: readonly (readonly [string, Value])[],
  span: Span,
): void {
  const own = new Set(entries.map(([name]) => name));
  const found = names === undefined || names.some((name) => name in Object.prototype && !own.has(name));
  if (found) throw new Refusal("BYL1159", "", span);
}

/** The texts that a value of a schema may be; undefined when it may be any. */
function textsOf(schema: Schema): readonly string[] | undefined {
  if (schema.kind === "oneOf") return schema.values.map(String);
  if (schema.kind !== "union") return undefined;
  const members = schema.members.map(textsOf);
  return members.some((texts) => texts === undefined) ? undefined : members.flatMap((texts) => texts ?? []);
}

function isText(schema: Schema): boolean {
  switch (schema.kind) {
    case "string":
      return true;
    case "oneOf":
      return schema.values.every((value) => typeof value === "string" || value === null);
    case "union":
      return schema.members.every((member) => member.kind === "null" || isText(member));
    case "number":
    case "boolean":
    case "null":
    case "unknown":
    case "array":
    case "map":
    case "object":
      return false;
  }
}

function constantEntries(leaf: Leaf): readonly (readonly [string, Value])[] | undefined {
  if (leaf.kind === "record") return [...new Map(leaf.entries)];
  if (leaf.kind !== "operand" || leaf.operand.kind !== "constant") return undefined;
  const { value } = leaf.operand;
  if (typeof value !== "object" || value === null || !("kind" in value)) return undefined;
  return [...new Map(value.entries)].map(([key, inner]) => [key, constantValue(inner)]);
}
