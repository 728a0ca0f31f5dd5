import type { Schema } from "@bylaw/dsl/schema";
import type { Span } from "../compilation.ts";
import type { Constant } from "../ir/expression.ts";
import { computationKey } from "./computation.ts";
import { type Asked, discriminantsOf, literalsAsked } from "./facts.ts";
import {
  type Atom,
  atom,
  type Formula,
  type HelperCall,
  type Key,
  type Operand,
  type Read,
  type Root,
  type Step,
} from "./formula.ts";
import { prefixOf, readKey } from "./reads.ts";
import { isSameSchema } from "./same-schema.ts";
import { choice, type Value } from "./value.ts";

/** Two sets of literals, of which a discriminant may have one: each leads to a value of its own. */
interface Members {
  /** The key of the discriminant. */
  readonly key: string;
  readonly first: readonly string[];
  readonly second: readonly string[];
  /** Those of both, in the order of the union's members. */
  readonly all: readonly string[];
}

/**
 * A choice in which members of a union of objects are told apart by a discriminant. Where another member further down has
 * the same value, read alike from each, both are one: `kind in {"Deployment", "Job"}`.
 */
export function choiceOfMembers(test: Formula, whenTrue: Value, otherwise: Value): Value {
  const asked = otherwise.kind === "choice" ? askedMembers(test) : undefined;
  const found = asked && alikeBelow(asked, whenTrue, otherwise);
  if (asked === undefined || found === undefined) return choice(test, whenTrue, otherwise);
  const { members, joined, rest } = found;
  const span = spanning(asked.span, found.asked.span);
  return choice(atom({ kind: "member", element: asked.read, values: members.all, span }), joined, rest);
}

/** A condition that a discriminant has one of some literals. */
interface AskedMembers extends Asked {
  readonly span: Span;
  /** All that the discriminant may have. */
  readonly literals: readonly string[];
}

function askedMembers(test: Formula): AskedMembers | undefined {
  const asked = test.kind === "atom" ? literalsAsked({ atom: test.atom, positive: true }) : undefined;
  if (test.kind !== "atom" || asked === undefined || asked.read.steps.length === 0) return undefined;
  const last = asked.read.steps.at(-1)?.key;
  const union = prefixOf(asked.read, asked.read.steps.length - 1);
  const discriminant = discriminantsOf(union.schema).find(({ key }) => key === last);
  if (discriminant === undefined) return undefined;
  const literals = [...new Set(discriminant.members.flatMap(({ values }) => values))];
  return { ...asked, span: test.atom.span, literals };
}

/** What some members have alike with others: which these are, what both have, and what is left for all else. */
interface Alike {
  readonly asked: AskedMembers;
  readonly members: Members;
  readonly joined: Value;
  readonly rest: Value;
}

/** Finds the first alternative that is alike. It may be asked for before those above it, as no literal is in two. */
function alikeBelow(first: AskedMembers, value: Value, below: Value): Alike | undefined {
  const second = below.kind === "choice" ? askedMembers(below.test) : undefined;
  if (below.kind !== "choice" || second === undefined || second.key !== first.key) return undefined;
  if (haveCommon(first, second)) return undefined;
  const all = first.literals.filter((one) => first.values.includes(one) || second.values.includes(one));
  const members: Members = { key: first.key, first: first.values, second: second.values, all };
  const joined = joinedValue(value, below.whenTrue, members);
  if (joined !== undefined) return { asked: second, members, joined, rest: below.otherwise };
  const found = alikeBelow(first, value, below.otherwise);
  if (found === undefined || haveCommon(second, found.asked)) return undefined;
  return { ...found, rest: { ...below, otherwise: found.rest } };
}

function haveCommon(one: AskedMembers, other: AskedMembers): boolean {
  return one.values.some((value) => other.values.includes(value));
}

/** From where one begins to where the other ends. */
function spanning(first: Span, second: Span): Span {
  const isAfter = first.file === second.file && first.line <= second.line;
  return isAfter ? { ...first, endLine: second.endLine, endColumn: second.endColumn } : first;
}

/** The value that two are, each for its members; nothing where they differ in more than these. */
function joinedValue(one: Value, other: Value, members: Members): Value | undefined {
  switch (one.kind) {
    case "undefined":
    case "stuck":
      return other.kind === one.kind ? one : undefined;
    case "operand": {
      const operand =
        other.kind === "operand" ? joinedOperand(one.operand, other.operand, members) : undefined;
      return operand && { kind: "operand", operand };
    }
    case "formula": {
      const formula =
        other.kind === "formula" ? joinedFormula(one.formula, other.formula, members) : undefined;
      return formula && { kind: "formula", formula };
    }
    case "list": {
      const elements =
        other.kind === "list" ? joinedAll(one.elements, other.elements, members, joinedValue) : undefined;
      return elements && { kind: "list", elements };
    }
    case "choice": {
      if (other.kind !== "choice") return undefined;
      const test = joinedFormula(one.test, other.test, members);
      const whenTrue = test && joinedValue(one.whenTrue, other.whenTrue, members);
      const otherwise = whenTrue && joinedValue(one.otherwise, other.otherwise, members);
      return test && whenTrue && otherwise && { kind: "choice", test, whenTrue, otherwise };
    }
    case "record": {
      const keys = one.entries.map(([key]) => key);
      if (
        other.kind !== "record" ||
        !sameConstant(
          keys,
          other.entries.map(([key]) => key),
        )
      )
        return undefined;
      const values = (of: typeof one): readonly Value[] => of.entries.map(([, value]) => value);
      const joined = joinedAll(values(one), values(other), members, joinedValue);
      const entries = joined?.flatMap((value, at) =>
        keys.slice(at, at + 1).map((key) => [key, value] as const),
      );
      return entries && { kind: "record", entries };
    }
    // What goes through a list has a number of its own.
    case "sequence":
      return undefined;
  }
}

function joinedAll<T>(
  some: readonly T[],
  others: readonly T[],
  members: Members,
  join: (one: T, other: T, members: Members) => T | undefined,
): readonly T[] | undefined {
  if (some.length !== others.length) return undefined;
  const joined: T[] = [];
  for (const [at, one] of some.entries()) {
    const other = others[at];
    const both = other === undefined ? undefined : join(one, other, members);
    if (both === undefined) return undefined;
    joined.push(both);
  }
  return joined;
}

function joinedFormula(one: Formula, other: Formula, members: Members): Formula | undefined {
  switch (one.kind) {
    case "always":
    case "never":
    case "stuck":
      return other.kind === one.kind ? one : undefined;
    case "atom": {
      const joined = other.kind === "atom" ? joinedAtom(one.atom, other.atom, members) : undefined;
      return joined && atom(joined);
    }
    case "not": {
      const operand = other.kind === "not" ? joinedFormula(one.operand, other.operand, members) : undefined;
      return operand && { kind: "not", operand };
    }
    case "and":
    case "or": {
      if (other.kind !== one.kind) return undefined;
      const left = joinedFormula(one.left, other.left, members);
      const right = left && joinedFormula(one.right, other.right, members);
      return left && right && { kind: one.kind, left, right };
    }
    case "choose": {
      if (other.kind !== "choose") return undefined;
      const test = joinedFormula(one.test, other.test, members);
      const whenTrue = test && joinedFormula(one.whenTrue, other.whenTrue, members);
      const otherwise = whenTrue && joinedFormula(one.otherwise, other.otherwise, members);
      return test && whenTrue && otherwise && { kind: "choose", test, whenTrue, otherwise };
    }
    case "touch": {
      if (other.kind !== "touch") return undefined;
      const of =
        one.of.kind === "read"
          ? other.of.kind === "read"
            ? joinedRead(one.of, other.of, members)
            : undefined
          : other.of.kind === "read"
            ? undefined
            : joinedFormula(one.of, other.of, members);
      return of && { kind: "touch", of };
    }
    case "quantified":
      return undefined;
  }
}

function joinedAtom(one: Atom, other: Atom, members: Members): Atom | undefined {
  switch (one.kind) {
    case "equal":
    case "order": {
      if (other.kind !== one.kind) return undefined;
      if (one.kind === "order" && other.kind === "order" && one.operator !== other.operator) return undefined;
      const left = joinedOperand(one.left, other.left, members);
      const right = left && joinedOperand(one.right, other.right, members);
      return left && right && { ...one, left, right };
    }
    case "text": {
      if (other.kind !== "text" || one.relation !== other.relation) return undefined;
      const subject = joinedOperand(one.subject, other.subject, members);
      const argument = subject && joinedOperand(one.argument, other.argument, members);
      return subject && argument && { ...one, subject, argument };
    }
    case "member": {
      if (other.kind !== "member" || !sameConstant(one.values, other.values)) return undefined;
      const element = joinedRead(one.element, other.element, members);
      return element && { ...one, element };
    }
    case "defined": {
      const read = other.kind === "defined" ? joinedRead(one.read, other.read, members) : undefined;
      return read && { ...one, read };
    }
    case "type": {
      if (other.kind !== "type" || one.type !== other.type) return undefined;
      const of = joinedRead(one.of, other.of, members);
      return of && { ...one, of };
    }
    case "helper": {
      const call = other.kind === "helper" ? joinedCall(one.call, other.call, members) : undefined;
      return call && { ...one, call };
    }
  }
}

function joinedCall(one: HelperCall, other: HelperCall, members: Members): HelperCall | undefined {
  if (JSON.stringify(one.helper) !== JSON.stringify(other.helper)) return undefined;
  const operands = joinedAll(one.arguments, other.arguments, members, joinedOperand);
  return operands && { helper: one.helper, arguments: operands };
}

function joinedOperand(one: Operand, other: Operand, members: Members): Operand | undefined {
  switch (one.kind) {
    case "read":
      return other.kind === "read" ? joinedRead(one, other, members) : undefined;
    case "constant":
      return other.kind === "constant" && sameConstant(one.value, other.value) ? one : undefined;
    case "count": {
      const of = other.kind === "count" ? joinedRead(one.of, other.of, members) : undefined;
      return of && { kind: "count", of };
    }
    case "now":
      return other.kind === "now" ? one : undefined;
  }
}

function sameConstant(one: Constant, other: Constant): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

/** Of what lies on the way only the type is asked; what is read must be described alike, as more is read below it. */
function joinedRead(one: Read, other: Read, members: Members): Read | undefined {
  if (!isSameSchema(one.schema, other.schema)) return undefined;
  const steps = joinedAll(one.steps, other.steps, members, joinedStep);
  const root = steps && joinedRoot(one.root, other.root, members);
  return root && { ...one, root, steps };
}

function joinedStep(one: Step, other: Step, members: Members): Step | undefined {
  if (one.presence !== other.presence || !sameType(one.schema, other.schema)) return undefined;
  const key = joinedKey(one.key, other.key, members);
  return key === undefined ? undefined : { ...one, key };
}

function joinedKey(one: Key, other: Key, members: Members): Key | undefined {
  if (typeof one !== "object" || typeof other !== "object") return one === other ? one : undefined;
  return joinedRead(one, other, members);
}

/** Whether one test serves for both: it looks at a value, and at nothing in it unless it is a union. */
function sameType(one: Schema, other: Schema): boolean {
  if (one.kind !== other.kind) return false;
  return (one.kind !== "union" && one.kind !== "oneOf") || isSameSchema(one, other);
}

function joinedRoot(one: Root, other: Root, members: Members): Root | undefined {
  if (!sameType(one.schema, other.schema)) return undefined;
  switch (one.kind) {
    case "input":
    case "data":
      return other.kind === one.kind ? one : undefined;
    case "variable":
      return other.kind === "variable" && one.variable.id === other.variable.id ? one : undefined;
    case "helper": {
      if (other.kind !== "helper" || !isSameSchema(one.schema, other.schema)) return undefined;
      const call = joinedCall(one.call, other.call, members);
      return call && { ...one, call };
    }
    case "computed":
      return other.kind === "computed" ? joinedComputed(one, other, members) : undefined;
  }
}

type Computed = Extract<Root, { kind: "computed" }>;

function joinedComputed(one: Computed, other: Computed, members: Members): Computed | undefined {
  const [computation, second] = [one.computation, other.computation];
  if (one.trusted !== other.trusted || one.optional !== other.optional) return undefined;
  if (computation.kind !== "narrowed" || second.kind !== "narrowed")
    return computationKey(computation) === computationKey(second) && isSameSchema(one.schema, other.schema)
      ? one
      : undefined;
  const of = computation.key === second.key ? joinedRead(computation.of, second.of, members) : undefined;
  const values = joinedLiterals(computation, second, members);
  return of && values && { ...one, computation: { ...computation, of, values } };
}

/** The literals by which both are narrowed: those that their choices asked for, or the same in both. */
function joinedLiterals(one: Narrowed, other: Narrowed, members: Members): readonly string[] | undefined {
  const step = { key: one.key, presence: "required", schema: one.of.schema } as const;
  const isAsked = readKey({ ...one.of, steps: [...one.of.steps, step] }) === members.key;
  if (isAsked)
    return sameLiterals(one.values, members.first) && sameLiterals(other.values, members.second)
      ? members.all
      : undefined;
  return sameLiterals(one.values, other.values) ? one.values : undefined;
}

function sameLiterals(some: readonly string[], others: readonly string[]): boolean {
  return some.every((one) => others.includes(one)) && others.every((one) => some.includes(one));
}

type Narrowed = Extract<Computed["computation"], { kind: "narrowed" }>;
