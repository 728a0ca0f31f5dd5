import type { Span } from "../compilation.ts";
import type { Operator, Statement, Term } from "../rego/ast.ts";
import { bind, call, compare, fails, holds, variable as nameTerm, scalar, setOf } from "../rego/terms.ts";
import type { Conjunction, Literal } from "./alternatives.ts";
import { collectionRead, elementsTerm, entering } from "./collections.ts";
import type { Atom, Formula, Operand, Read, Variable } from "./formula.ts";
import { functionCall, mentions } from "./functions.ts";
import {
  establish,
  guardNeeded,
  guardTotal,
  guardVisited,
  helperUse,
  keysOf,
  pushGuard,
  totalLocal,
  withoutImplied,
  withoutImpliedNull,
} from "./guards.ts";
import { promisesOf } from "./promises.ts";
import { isTrusted, mayBeAbsent, mayBeEmpty, operandKey, prefixOf, readKey, withoutNull } from "./reads.ts";
import {
  enterVariable,
  innerScope,
  type ModuleScope,
  newScope,
  promisedBeside,
  type Scope,
} from "./scope.ts";
import { constantTerm, helperTerm, localOf, operandTerm, reference } from "./terms.ts";
import { typeTest } from "./types.ts";

/** The statements of one body of a rule. */
export function bodyStatements(
  body: Conjunction,
  effect: Scope["effect"],
  module: ModuleScope,
): readonly Statement[] {
  const scope = newScope(effect, module, promisesOf(body));
  for (const literal of body) writeLiteral(scope, literal);
  return withoutImpliedNull(withoutImplied(scope.statements));
}

/** Writes one part of a body. */
export function writeLiteral(scope: Scope, literal: Literal): void {
  switch (literal.kind) {
    case "visited":
      // A deny rule has all its reads checked by `malformed`, which denies by itself.
      if (scope.effect === "allow") guardVisited(scope, literal.of);
      return;
    case "quantified":
      writeQuantified(scope, literal);
      return;
    case "either": {
      const bodies = literal.bodies.map((body) => ({ body }));
      scope.statements.push(holds(functionCall(scope, "either", bodies, undefined), "policy"));
      return;
    }
    case "atom":
      writeAtom(scope, literal.atom, literal.positive);
  }
}

function writePolicy(scope: Scope, term: Term, span: Span, negated = false): void {
  scope.statements.push({ ...(negated ? fails(term, "policy") : holds(term, "policy")), span });
}

function writeAtom(scope: Scope, atom: Atom, positive: boolean): void {
  const { span } = atom;
  switch (atom.kind) {
    case "equal":
      writeEqual(scope, atom.left, atom.right, positive, span);
      return;
    case "order": {
      for (const operand of [atom.left, atom.right]) guardOperand(scope, operand);
      const operator: Operator = positive ? atom.operator : opposite[atom.operator];
      writePolicy(
        scope,
        compare(operandTerm(scope, atom.left, true), operator, operandTerm(scope, atom.right, true)),
        span,
      );
      return;
    }
    case "text": {
      const place = (operand: Operand): Term =>
        !positive && operand.kind === "read"
          ? localOf(scope, operand, true)
          : operandTerm(scope, operand, true);
      for (const operand of [atom.subject, atom.argument]) {
        place(operand);
        guardOperand(scope, operand);
      }
      writePolicy(
        scope,
        call(textFunctions[atom.relation], place(atom.subject), place(atom.argument)),
        span,
        !positive,
      );
      return;
    }
    case "member": {
      const values = setOf(atom.values.map(constantTerm));
      if (positive) {
        writePolicy(scope, compare(reference(scope, atom.element), "in", values), span);
        establish(scope, atom.element);
        return;
      }
      const element = localOf(scope, atom.element, !mayBeAbsent(atom.element));
      guardRead(scope, atom.element);
      writePolicy(scope, compare(element, "in", values), span, true);
      return;
    }
    case "type":
      writeType(scope, atom.of, atom.type, positive, span);
      return;
    case "defined":
      writeDefined(scope, atom.read, positive, span);
      return;
    case "helper": {
      if (positive) {
        writePolicy(scope, helperTerm(scope, atom.call, true), span);
        return;
      }
      for (const operand of atom.call.arguments) {
        if (operand.kind !== "read") continue;
        localOf(scope, operand, true);
        guardNeeded(scope, operand);
      }
      writePolicy(scope, helperTerm(scope, atom.call, true), span, true);
    }
  }
}

const opposite = { "<": ">=", "<=": ">", ">": "<=", ">=": "<" } as const;

const textFunctions = { prefix: "startswith", suffix: "endswith", contains: "contains" } as const;

/** Guards what a builtin is about to be called with, or an ordering to compare. */
function guardOperand(scope: Scope, operand: Operand): void {
  if (operand.kind === "read") guardNeeded(scope, operand);
  if (operand.kind === "count") guardNeeded(scope, operand.of);
}

/** Guards a read whose wrong values would not make the statement fail. */
function guardRead(scope: Scope, read: Read): void {
  if (scope.effect === "deny") return;
  if (mayBeAbsent(read) && !scope.promised.has(operandKey(read))) guardTotal(scope, read);
  else guardPresent(scope, read);
}

/** Guards a read that must be there, though its value may be null where its type says so. */
function guardPresent(scope: Scope, read: Read): void {
  if (!withoutNull(read.schema).nullable) {
    guardNeeded(scope, read);
    return;
  }
  if (isTrusted(read)) return;
  pushGuard(scope, typeTest(read.schema, reference(scope, read), false, helperUse(scope)));
}

function writeEqual(scope: Scope, left: Operand, right: Operand, positive: boolean, span: Span): void {
  for (const operand of [left, right]) {
    if (operand.kind === "count") guardNeeded(scope, operand.of);
  }
  if (right.kind === "constant" && left.kind === "read") {
    if (
      !positive &&
      typeof right.value === "boolean" &&
      left.schema.kind === "boolean" &&
      !mayBeAbsent(left)
    ) {
      writeEqual(scope, left, { kind: "constant", value: !right.value }, true, span);
      return;
    }
    if (positive) {
      writePolicy(scope, compare(reference(scope, left), "==", constantTerm(right.value)), span);
      establish(scope, left);
      return;
    }
    if (!mayBeAbsent(left)) guardRead(scope, left);
    const value = mayBeAbsent(left) ? totalLocal(scope, left) : reference(scope, left);
    writePolicy(scope, compare(value, "!=", constantTerm(right.value)), span);
    return;
  }
  const reads = [left, right].filter((operand): operand is Read => operand.kind === "read");
  const needed =
    positive &&
    (reads.length < 2 ||
      reads.some((read) => !mayBeAbsent(read)) ||
      reads.every((read) => isPromised(scope, read)));
  for (const read of reads) {
    if (!needed && mayBeAbsent(read)) totalLocal(scope, read);
    else if (scope.effect === "allow" && !(isTrusted(read) && isPromised(scope, read)))
      guardPresent(scope, read);
  }
  const place = (operand: Operand): Term =>
    operand.kind === "read" && !needed && mayBeAbsent(operand)
      ? totalLocal(scope, operand)
      : operandTerm(scope, operand, true);
  writePolicy(scope, compare(place(left), positive ? "==" : "!=", place(right)), span);
}

/** Whether a read is there because what it is required of is promised to be. */
function isPromised(scope: Scope, read: Read): boolean {
  const length = read.steps.findLastIndex(({ presence }) => presence !== "required") + 1;
  return !withoutNull(read.schema).nullable && scope.promised.has(readKey(prefixOf(read, length)));
}

function writeDefined(scope: Scope, read: Read, positive: boolean, span: Span): void {
  if (!positive) {
    writePolicy(scope, compare(totalLocal(scope, read), "==", scalar(null)), span);
    return;
  }
  // A test of its type says that the value is there, unless anything may be there: null is not 1 either.
  const typed = withoutNull(read.schema).schema.kind !== "unknown";
  if (typed && scope.implied.has(operandKey(read))) return;
  if (scope.effect === "allow" && !isTrusted(read)) {
    guardNeeded(scope, read);
    if (typed) return;
  }
  writePolicy(scope, compare(reference(scope, read), "!=", scalar(null)), span);
}

function writeType(
  scope: Scope,
  of: Read,
  type: "string" | "number" | "boolean",
  positive: boolean,
  span: Span,
): void {
  if (positive) {
    if (scope.effect === "allow") guardNeeded(scope, of);
    writePolicy(scope, call(`is_${type}`, reference(scope, of)), span);
    return;
  }
  const value = totalLocal(scope, of);
  if (scope.effect === "allow") guardTotal(scope, of);
  writePolicy(scope, compare(call("type_name", value), "!=", scalar(type)), span);
}

type Quantified = Extract<Literal, { kind: "quantified" }>;

function writeQuantified(scope: Scope, literal: Quantified): void {
  const { variable, quantifier, span } = literal;
  const { collection } = variable;
  const of = collectionRead(collection);
  if (literal.orNone === true && of !== undefined) {
    writeEvery(scope, literal, elementsOrNone(scope, of, collection));
    return;
  }
  // To go through what is no list finds nothing; the keys of an array are numbers, of which a builtin would fail.
  const isGuarded = scope.effect === "allow" || quantifier === "every" || collection.kind === "keys";
  if (of !== undefined && isGuarded) guardNeeded(scope, of);
  const elements = elementsTerm(scope, collection);
  if (quantifier === "some") {
    const members = collection.kind === "keys" ? call("object.keys", elements) : elements;
    const member = memberTerm(scope, literal, members);
    if (member !== undefined) {
      writePolicy(scope, member, span);
      return;
    }
    const name = scope.names.fresh(variable.name);
    enterVariable(scope, variable, name);
    const at = scope.statements.length;
    for (const inner of literal.bodies[0] ?? []) writeLiteral(scope, inner);
    const used = mentions(scope.statements.slice(at), name);
    scope.statements.splice(at, 0, {
      kind: "some",
      ...entering(collection, used ? name : "_"),
      collection: elements,
      origin: "policy",
      span,
    });
    return;
  }
  writeEvery(scope, literal, elements);
}

function writeEvery(scope: Scope, literal: Quantified, elements: Term): void {
  const { variable, bodies, span } = literal;
  const [first, ...others] = bodies;
  if (first === undefined) {
    // No element can satisfy it, so it holds exactly when there is none.
    writePolicy(scope, compare(call("count", elements), "==", scalar(0)), span);
    return;
  }
  if (scope.effect === "deny" && others.length === 0 && writeAbsent(scope, literal, first)) return;
  const name = scope.names.fresh(variable.name);
  const outer: Scope = {
    ...scope,
    promised: promisedBeside(scope.promised, variable),
    implied: promisedBeside(scope.implied, variable),
  };
  const inner = innerScope(outer, promisesOf(first));
  enterVariable(inner, variable, name);
  if (others.length === 0) {
    for (const part of first) writeLiteral(inner, part);
  } else {
    const alternatives = bodies.map((body) => ({ body }));
    const accepts = functionCall(inner, `accepts_${variable.name}`, alternatives, span);
    inner.statements.push({ ...holds(accepts, "policy"), span });
  }
  if (inner.statements.length === 0) return;
  const used = mentions(inner.statements, name);
  scope.statements.push({
    kind: "every",
    ...(literal.orNone === true
      ? { variable: used ? name : "_" }
      : entering(variable.collection, used ? name : "_")),
    collection: elements,
    body: inner.statements,
    origin: "policy",
    span,
  });
}

/**
 * `not role in roles`, when all that is asked of each element is that it is not some value. In a rule that allows, the
 * elements have guards too.
 */
function writeAbsent(scope: Scope, literal: Quantified, body: Conjunction): boolean {
  const [only, ...others] = body.filter((part) => part.kind !== "visited");
  const { collection } = literal.variable;
  if (only?.kind !== "atom" || others.length > 0 || only.positive) return false;
  if (only.atom.kind !== "equal" || !isElement(only.atom.left, literal)) return false;
  const { right, span } = only.atom;
  if (right.kind !== "constant" && (right.kind !== "read" || mentionsVariable(right, literal))) return false;
  if (collection.kind === "constants") return false;
  const value = right.kind === "constant" ? constantTerm(right.value) : totalLocal(scope, right);
  writePolicy(scope, compare(value, "in", elementsToAsk(scope, literal)), span, true);
  return true;
}

/** What goes through a collection, for a question that is negated. */
function elementsToAsk(scope: Scope, literal: Quantified): Term {
  const { collection } = literal.variable;
  const of = collectionRead(collection);
  if (of === undefined) return localElements(scope, literal);
  // Nothing is in null, which stands for a list that is missing.
  const list = localOf(scope, of, literal.orNone !== true);
  return collection.kind === "keys" ? keysToAsk(scope, list, literal) : list;
}

/** The keys of an object, for a question that is negated: a builtin that may have no value is called before it. */
function keysToAsk(scope: Scope, list: Term, { orNone }: Quantified): Term {
  if (orNone === true) return keysOf(scope, list);
  const name = scope.names.fresh("keys");
  scope.statements.push(bind(name, call("object.keys", list)));
  return nameTerm(name);
}

/** The elements under a local name, as negation needs them, unless they are a set that is always there. */
function localElements(scope: Scope, { variable }: Quantified): Term {
  const elements = elementsTerm(scope, variable.collection);
  if (elements.kind === "variable") return elements;
  const name = scope.names.fresh("list");
  scope.statements.push(bind(name, elements));
  return nameTerm(name);
}

/** The elements of a list that may be missing: none then. */
function elementsOrNone(scope: Scope, of: Read, collection: Variable["collection"]): Term {
  if (collection.kind === "keys") guardTotal(scope, of);
  const list = totalLocal(scope, of);
  return collection.kind === "keys"
    ? keysOf(scope, list)
    : { kind: "elements", variable: scope.names.fresh("element"), collection: list };
}

/** `"admin" in roles`, when that is all that is asked of an element. */
function memberTerm(scope: Scope, literal: Quantified, elements: Term): Term | undefined {
  const asked = (literal.bodies[0] ?? []).filter(
    (part) => part.kind !== "visited" || !isElement(part.of, literal),
  );
  const [only] = asked;
  if (only === undefined || asked.length > 1 || only.kind !== "atom" || !only.positive) return undefined;
  if (only.atom.kind !== "equal" || !isElement(only.atom.left, literal)) return undefined;
  const other = only.atom.right;
  // A row that begins with a minus would go on the row before it.
  if (other.kind === "constant" && typeof other.value === "number" && other.value < 0) return undefined;
  if (other.kind === "constant") return compare(constantTerm(other.value), "in", elements);
  if (other.kind !== "read" || mayBeEmpty(other) || mentionsVariable(other, literal)) return undefined;
  if (scope.effect === "allow") guardNeeded(scope, other);
  return compare(reference(scope, other), "in", elements);
}

function isElement(of: Operand | Formula, literal: Quantified): boolean {
  return of.kind === "read" && operandKey(literal.element) === operandKey(of);
}

function mentionsVariable(read: Read, literal: Quantified): boolean {
  // A computed value mentions it somewhere inside its key.
  return operandKey(read).includes(operandKey(literal.element));
}
