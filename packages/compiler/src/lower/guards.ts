import { memoised } from "../memoised.ts";
import type { Statement, Term } from "../rego/ast.ts";
import { printTerm } from "../rego/printer.ts";
import { neededReferences } from "../rego/references.ts";
import { arrayOf, call, compare, holds, scalar, setOf, variable } from "../rego/terms.ts";
import { collectionRead, elementsTerm, entering } from "./collections.ts";
import { type Computation, dependenciesOf } from "./computation.ts";
import { isDocument } from "./data-reads.ts";
import type { Atom, Formula, HelperCall, Operand, Read } from "./formula.ts";
import { mentions } from "./functions.ts";
import type { HelperUse } from "./generated-functions.ts";
import { wherePossible } from "./possible-guards.ts";
import {
  isTrusted,
  mayBeAbsent,
  mayBeEmpty,
  prefixOf,
  readKey,
  rootMayBeAbsent,
  withoutNull,
} from "./reads.ts";
import { enterVariable, innerScope, promisedBeside, type Scope } from "./scope.ts";
import { localOf, lookUp, lookUpOrFalse, reference, totalTerm } from "./terms.ts";
import { acceptsNull, mayBeNumber, standIn, typeNames, typeTest } from "./types.ts";

/** Lets a guard say which helper it calls. */
export function helperUse(scope: Scope): HelperUse {
  return (name) => {
    scope.module.helpers.add(name);
  };
}

/** Adds a guard, unless the body has it already. */
export function pushGuard(scope: Scope, test: Term | undefined): void {
  if (test === undefined) return;
  const { text, statement } = guardOf(test);
  if (scope.guarded.has(text)) return;
  scope.guarded.add(text);
  scope.statements.push(statement);
}

const guardOf = memoised((test: Term) => ({ text: printTerm(test), statement: holds(test, "guard") }));

/** Notes that a read is there and well-formed from here on, and with it every step on the way. */
export function establish(scope: Scope, read: Read): void {
  for (const key of keysAlong(read)) scope.established.add(key);
}

/** The keys of a read and of the paths that lead to it, the root among them. */
export const keysAlong: (read: Read) => readonly string[] = memoised((read) =>
  Array.from({ length: read.steps.length + 1 }, (_, length) => readKey(prefixOf(read, length))),
);

/**
 * Guards a read that must be there: a wrong value on the way makes the reference undefined, so that one test of
 * the last step is enough.
 */
export function guardNeeded(scope: Scope, read: Read): void {
  if (scope.established.has(readKey(read))) return;
  if (isTrusted(read) && !mayBeEmpty(read)) return;
  const { schema } = withoutNull(read.schema);
  pushGuard(scope, typeTest(schema, reference(scope, read), false, helperUse(scope)));
  establish(scope, read);
}

/** Guards a read that may be missing: every step on the way has a test of its own. */
export function guardTotal(scope: Scope, read: Read): void {
  guardKeys(scope, read);
  if (read.root.kind === "helper") {
    guardHelper(scope, read.root.call);
    return;
  }
  if (read.root.kind === "computed") guardDependencies(scope, read.root.computation, false);
  const key = readKey(read);
  if (isTrusted(read) || scope.promised.has(key) || scope.established.has(key)) return;
  wherePossible(scope, [read], (inner) => guardSteps(inner, read));
}

function guardSteps(scope: Scope, read: Read): void {
  const use = helperUse(scope);
  const optionalFrom = rootMayBeAbsent(read)
    ? 0
    : read.steps.findIndex((step) => step.presence !== "required");
  const plain = optionalFrom === -1 ? read.steps.length : optionalFrom;
  if (plain > 0 || read.root.kind === "variable") {
    const prefix = prefixOf(read, plain);
    const prefixKey = readKey(prefix);
    if (!scope.promised.has(prefixKey) && !scope.established.has(prefixKey)) {
      pushGuard(scope, typeTest(prefix.schema, reference(scope, prefix), false, use));
      establish(scope, prefix);
    }
  }
  for (let length = plain + 1; length <= read.steps.length; length += 1) {
    guardStep(scope, prefixOf(read, length), length === read.steps.length, use);
  }
}

/** A local for a read that may be missing, guarded where the rule's effect asks for it. */
export function totalLocal(scope: Scope, read: Read): Term {
  const guards = scope.effect === "allow" && !scope.promised.has(readKey(read));
  if (guards && read.steps.length > 1) guardTotal(scope, prefixOf(read, read.steps.length - 1));
  const value = localOf(scope, read, false);
  if (guards) guardTotal(scope, read);
  return value;
}

function guardStep(scope: Scope, read: Read, last: boolean, use: HelperUse): void {
  const step = read.steps[read.steps.length - 1];
  if (step === undefined || scope.promised.has(readKey(read))) return;
  switch (step.presence) {
    case "optional": {
      if (typeTest(step.schema, scalar(null), true, use) === undefined) return;
      const value =
        last && scope.locals.has(readKey(read)) ? localOf(scope, read, false) : totalTerm(scope, read);
      pushGuard(scope, typeTest(step.schema, value, true, use));
      return;
    }
    case "keyed": {
      if (isDocument(read)) {
        pushGuard(scope, typeTest(step.schema, totalTerm(scope, read), true, use));
        // What is missing is null, but a null that is there is no value of such a type.
        if (!acceptsNull(step.schema))
          pushGuard(scope, compare(lookUpOrFalse(scope, read), "!=", scalar(null)));
        return;
      }
      const fallback = standIn(step.schema);
      const test = typeTest(step.schema, lookUpFor(scope, read, fallback, step.schema.kind), false, use);
      pushGuard(scope, test);
      return;
    }
    case "required": {
      // Below a step that may be missing, the value must be there exactly when that step is.
      const parent = totalTerm(scope, prefixOf(read, read.steps.length - 1));
      const value = totalTerm(scope, read);
      const names = step.schema.kind === "unknown" ? jsonTypes : typeNames(step.schema);
      const outer = typeNames(withoutNull(prefixOf(read, read.steps.length - 1).schema).schema);
      const pairs = [...outer.flatMap((above) => names.map((name) => [above, name])), ["null", "null"]];
      pushGuard(
        scope,
        compare(
          arrayOf([call("type_name", parent), call("type_name", value)]),
          "in",
          setOf(pairs.map((pair) => arrayOf(pair.map(scalar)))),
        ),
      );
      if (step.schema.kind === "oneOf" || mayBeNumber(step.schema)) {
        pushGuard(scope, typeTest(step.schema, value, true, use));
      }
      if (acceptsNull(step.schema)) {
        // Null is a value here: what is absent depends on the default that it is looked up with.
        const nothing: Term = { kind: "object", entries: [["null", scalar(null)]] };
        const above = arrayOf([call("type_name", parent)]);
        const other = isDocument(read)
          ? call("object.get", nothing, above, lookUpOrFalse(scope, read))
          : lookUp(scope, read, call("object.get", nothing, above, scalar(false)));
        pushGuard(scope, compare(value, "==", other));
      }
    }
  }
}

/**
 * Leaves out the question whether a value is null where the next statement fails of null anyway: it goes through it, or
 * reads something below it.
 */
export function withoutImpliedNull(statements: readonly Statement[]): readonly Statement[] {
  return statements.filter((statement, index) => {
    const next = statements[index + 1];
    if (statement.kind !== "expression" || statement.negated || statement.term.kind !== "comparison")
      return true;
    const { operator, left, right } = statement.term;
    if (operator !== "!=" || right.kind !== "scalar" || right.value !== null || next === undefined)
      return true;
    if (left.kind !== "reference") return true;
    const text = printTerm(left);
    if (next.kind === "some" && printTerm(next.collection) === text) return false;
    if (next.kind === "expression" && next.negated) return true;
    return !neededReferences(next).some((one) => /^[.[]/.test(after(printTerm(one), text)));
  });
}

function after(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : "";
}

/**
 * Leaves out tests that a value is an object where the same body refers to something below it: the reference is
 * undefined otherwise, and the body fails just so.
 */
export function withoutImplied(statements: readonly Statement[]): readonly Statement[] {
  const texts = statements.map((statement) => neededReferences(statement).map(printTerm));
  return statements.filter((statement, index) => {
    if (statement.kind !== "expression" || statement.origin !== "guard" || statement.term.kind !== "call")
      return true;
    const [of] = statement.term.arguments;
    if (statement.term.name !== "is_object" || of === undefined || of.kind !== "reference") return true;
    const text = printTerm(of);
    // The keys of an array are there, too.
    if (
      statements.some(
        (one) =>
          (one.kind === "some" || one.kind === "every") &&
          one.key !== undefined &&
          printTerm(one.collection) === text,
      )
    )
      return true;
    const implied = texts.findIndex(
      (found, at) =>
        at !== index && found.some((one) => one.startsWith(`${text}.`) || one.startsWith(`${text}[`)),
    );
    // Before that, nothing may be looked up on the way, or asked of the value: the builtin would fail of anything but an
    // object.
    const before = statements.slice(0, implied + 1).filter((_, at) => at !== index);
    return implied === -1 || before.some((one) => looksUp(one) || asksOf(one, of));
  });
}

/** Whether a builtin has a value itself as its operand. */
function asksOf(statement: Statement, value: Term): boolean {
  const text = JSON.stringify(statement);
  return text.includes('"kind":"call"') && text.includes(JSON.stringify(value));
}

function looksUp(statement: Statement): boolean {
  return JSON.stringify(statement).includes('"object.get"');
}

const jsonTypes = ["array", "boolean", "null", "number", "object", "string"];

function lookUpFor(scope: Scope, read: Read, fallback: Term, kind: string): Term {
  // Nothing is tested of an unknown value, so nothing is looked up.
  return kind === "unknown" ? scalar(null) : lookUp(scope, read, fallback);
}

function guardHelper(scope: Scope, helperCall: HelperCall): void {
  for (const operand of helperCall.arguments) guardOperand(scope, operand);
}

function guardOperand(scope: Scope, operand: Operand): void {
  if (operand.kind === "read") guardTotal(scope, operand);
  if (operand.kind === "count") guardTotal(scope, operand.of);
}

/** Guards the keys by which a read looks things up. */
function guardKeys(scope: Scope, read: Read): void {
  for (const { key } of read.steps) if (typeof key === "object") guardTotal(scope, key);
}

/**
 * Guards what a value is worked out of.
 * @param needed whether the value is about to be worked out, so that a builtin would fail of a wrong operand
 */
export function guardDependencies(scope: Scope, computation: Computation, needed: boolean): void {
  // Its function asks for itself what it reads.
  if (computation.kind === "chosen") return;
  const { operands, elements } = dependenciesOf(computation);
  // What the body promises is perhaps only checked further down.
  const checked = needed ? { ...scope, promised: new Set<string>() } : scope;
  for (const operand of operands) {
    const read = operand.kind === "read" ? operand : operand.kind === "count" ? operand.of : undefined;
    if (read === undefined) continue;
    if (needed && computation.kind !== "narrowed") guardNeeded(checked, read);
    else guardTotal(checked, read);
  }
  guardFormula(checked, elements);
}

/**
 * Guards the unions on the way of a read: their members are told apart by all of their literal properties, though the
 * read may need none of them.
 */
export function guardUnions(scope: Scope, read: Read): void {
  if (scope.effect === "deny" || isTrusted(read)) return;
  for (let length = 0; length < read.steps.length; length += 1) {
    const prefix = prefixOf(read, length);
    const key = `union ${readKey(prefix)}`;
    if (prefix.schema.kind !== "union" || scope.guarded.has(key)) continue;
    scope.guarded.add(key);
    const absent = mayBeAbsent(prefix);
    const value = absent ? totalTerm(scope, prefix) : reference(scope, prefix);
    pushGuard(scope, typeTest(prefix.schema, value, absent, helperUse(scope)));
  }
}

/** Guards everything that a condition may read, whatever its answer is. */
function guardFormula(scope: Scope, formula: Formula): void {
  switch (formula.kind) {
    case "always":
    case "never":
    case "stuck":
      return;
    case "touch":
      guardVisited(scope, formula.of);
      return;
    case "atom":
      for (const operand of operandsOf(formula.atom)) guardOperand(scope, operand);
      return;
    case "not":
      guardFormula(scope, formula.operand);
      return;
    case "and":
    case "or":
      guardFormula(scope, formula.left);
      guardFormula(scope, formula.right);
      return;
    case "choose":
      guardFormula(scope, formula.test);
      guardFormula(scope, formula.whenTrue);
      guardFormula(scope, formula.otherwise);
      return;
    case "quantified":
      guardElements(scope, formula);
      return;
  }
}

/** Guards what was evaluated on the way. */
export function guardVisited(scope: Scope, of: Formula | Read): void {
  if (of.kind === "read") guardTotal(scope, of);
  else guardFormula(scope, of);
}

function guardElements(scope: Scope, formula: Quantified): void {
  const { collection } = formula.variable;
  const of = collectionRead(collection);
  if (collection.kind === "joined") {
    guardJoined(scope, formula);
    return;
  }
  if (of === undefined) {
    // Constants need no guard of their own: what remains concerns reads from elsewhere.
    guardFormula(scope, formula.body);
    return;
  }
  guardTotal(scope, of);
  wherePossible(scope, [of], (possible) => guardEach(possible, formula, of));
}

/** The elements of lists that were put together are checked where the rule that holds them has them. */
function guardJoined(scope: Scope, { variable: element, body }: Quantified): void {
  const inner = innerScope(scope);
  const name = scope.names.fresh(element.name);
  enterVariable(inner, element, name);
  guardFormula(inner, body);
  if (inner.statements.length === 0) return;
  const collection = elementsTerm(scope, element.collection);
  // The same list may be gone through several times; its elements are checked once.
  const text = `${JSON.stringify(collection)} ${withoutNames(inner.statements, name)}`;
  if (scope.guarded.has(text)) return;
  scope.guarded.add(text);
  scope.statements.push({
    kind: "every",
    variable: mentions(inner.statements, name) ? name : "_",
    collection,
    body: inner.statements,
    origin: "guard",
  });
}

type Quantified = Extract<Formula, { kind: "quantified" }>;

function guardEach(scope: Scope, formula: Quantified, of: Read): void {
  const { collection } = formula.variable;
  const { promised, implied } = scope;
  const inner: Scope = {
    ...innerScope(scope),
    promised: promisedBeside(promised, formula.variable),
    implied: promisedBeside(implied, formula.variable),
  };
  const name = scope.names.fresh(formula.variable.name);
  enterVariable(inner, formula.variable, name);
  guardFormula(inner, formula.body);
  if (inner.statements.length === 0) return;
  // The same list may be gone through several times; its elements are checked once.
  const text = `${readKey(of)} ${collection.kind} ${withoutNames(inner.statements, name)}`;
  if (scope.guarded.has(text)) return;
  scope.guarded.add(text);
  const used = mentions(inner.statements, name) ? name : "_";
  const every = { kind: "every", body: inner.statements, origin: "guard" } as const;
  if (collection.kind === "keys") {
    const keys = mayBeEmpty(of)
      ? { variable: used, collection: keysOf(scope, totalTerm(scope, of)) }
      : { ...entering(collection, used), collection: reference(scope, of) };
    scope.statements.push({ ...every, ...keys });
    return;
  }
  // Null, for a list that is missing, has no elements.
  const elements: Term = mayBeEmpty(of)
    ? { kind: "elements", variable: scope.names.fresh("element"), collection: totalTerm(scope, of) }
    : reference(scope, of);
  scope.statements.push({ ...every, variable: used, collection: elements });
}

/** Statements as a text in which the names of elements do not matter. */
function withoutNames(statements: readonly Statement[], outer: string): string {
  const text = JSON.stringify(statements);
  const names = [
    outer,
    ...[...text.matchAll(/"(?:variable|key)":"([a-z0-9_]+)"/g)].map(([, name]) => name ?? ""),
  ];
  return [...new Set(names)].reduce((left, name, index) => left.replaceAll(`"${name}"`, `"#${index}"`), text);
}

/** The keys of an object that may be missing, and is null then: none. */
export function keysOf(scope: Scope, collection: Term): Term {
  const key = scope.names.fresh("key");
  return {
    kind: "comprehension",
    head: variable(key),
    body: [{ kind: "some", key, variable: "_", collection, origin: "guard" }],
  };
}

/** The operands that a question reads. */
export function operandsOf(atom: Atom): readonly Operand[] {
  switch (atom.kind) {
    case "equal":
    case "order":
      return [atom.left, atom.right];
    case "text":
      return [atom.subject, atom.argument];
    case "member":
      return [atom.element];
    case "defined":
      return [atom.read];
    case "type":
      return [atom.of];
    case "helper":
      return atom.call.arguments;
  }
}
