import type { Schema } from "@bylaw/dsl/schema";
import type { Constant } from "../ir/expression.ts";
import { libraryFunctions } from "../library/index.ts";
import type { Term } from "../rego/ast.ts";
import { arrayOf, bind, call, holds, scalar, variable } from "../rego/terms.ts";
import type { Builtin, Computation } from "./computation.ts";
import { computedTerm } from "./computed-terms.ts";
import { documentTerm, isDocument } from "./data-reads.ts";
import type { HelperCall, Key, Operand, Read } from "./formula.ts";
import { guardDependencies, guardUnions } from "./guards.ts";
import { elementName } from "./joined-rules.ts";
import { isTrusted, mayBeAbsent, prefixOf, readKey, rootMayBeAbsent } from "./reads.ts";
import type { FunctionHelper, Scope } from "./scope.ts";

/** A constant as a Rego term. */
export function constantTerm(value: Constant): Term {
  if (typeof value !== "object" || value === null) return scalar(value);
  if ("kind" in value) {
    return {
      kind: "object",
      entries: [...new Map(value.entries)].map(([key, inner]) => [key, constantTerm(inner)]),
    };
  }
  return arrayOf(value.map(constantTerm));
}

/** The read as a plain reference, undefined where a step is missing. */
export function reference(scope: Scope, read: Read): Term {
  const local = scope.locals.get(readKey(read));
  if (local !== undefined) return variable(local);
  const plain = withoutNarrowing(read);
  if (plain !== undefined) return reference(scope, plain);
  guardUnions(scope, read);
  const head = rootTerm(scope, read, true);
  return read.steps.length === 0
    ? head
    : { kind: "reference", head, path: read.steps.map((step) => keyTerm(scope, step.key, true)) };
}

function keyTerm(scope: Scope, key: Key, needed: boolean): Term {
  if (typeof key !== "object") return scalar(key);
  return needed ? reference(scope, key) : localOf(scope, key, false);
}

/** Where a value must be there, the condition that tells what it is stands in the same body. */
function withoutNarrowing(read: Read): Read | undefined {
  if (read.root.kind !== "computed" || read.root.computation.kind !== "narrowed") return undefined;
  const { of } = read.root.computation;
  return { ...read, root: of.root, steps: [...of.steps, ...read.steps] };
}

/** The value that a path starts from. */
function rootTerm(scope: Scope, read: Read, needed: boolean): Term {
  switch (read.root.kind) {
    case "input":
    case "data":
      return variable(read.root.kind);
    case "variable":
      return variable(elementName(scope, read.root.variable));
    case "helper":
      return variable(helperLocal(scope, read, needed));
    case "computed":
      return variable(computedLocal(scope, read));
  }
}

/** The read with null where it is missing: always defined. */
export function totalTerm(scope: Scope, read: Read): Term {
  const local = scope.locals.get(readKey(read));
  if (local !== undefined) return variable(local);
  if (read.steps.length === 0) return rootTerm(scope, read, false);
  return lookUp(scope, read, scalar(null));
}

/** The read with false where it is missing: what is absent is not what it is with null there. */
export function lookUpOrFalse(scope: Scope, read: Read): Term {
  if (!isDocument(read)) return lookUp(scope, read, scalar(false));
  const path = read.steps.map((step) => keyTerm(scope, step.key, false));
  return documentTerm(scope, read, path, false);
}

/** `object.get` along the path, with a default; its first argument is made sure to be an object. */
export function lookUp(scope: Scope, read: Read, fallback: Term): Term {
  const path = read.steps.map((step) => keyTerm(scope, step.key, false));
  if (isDocument(read)) return documentTerm(scope, read, path, null);
  guardUnions(scope, read);
  const root = rootTerm(scope, read, false);
  if (rootMayBeAbsent(read) || typeof read.steps[0]?.key === "number") {
    // The value may be null or an array, which only the path form of object.get steps over.
    const wrapped: Term = { kind: "object", entries: [["value", root]] };
    return call("object.get", wrapped, arrayOf([scalar("value"), ...path]), fallback);
  }
  const key = readKey(prefixOf(read, 0));
  if (!isTrusted(read) && !scope.established.has(key)) {
    scope.established.add(key);
    scope.statements.push(holds(call("is_object", root), "guard"));
  }
  return call("object.get", root, arrayOf(path), fallback);
}

function computedLocal(scope: Scope, read: Read): string {
  const key = readKey(prefixOf(read, 0));
  const known = scope.locals.get(key);
  if (known !== undefined) return known;
  if (read.root.kind !== "computed") return "_";
  const { computation } = read.root;
  guardDependencies(scope, computation, true);
  const term = computedTerm(scope, computation);
  const name = scope.names.fresh(computedName(computation));
  scope.statements.push(bind(name, term));
  scope.locals.set(key, name);
  return name;
}

const builtinNames: Readonly<Partial<Record<Builtin, string>>> = {
  "array.slice": "rest",
  distinct: "elements",
  object_of: "object",
  sort: "sorted",
  split: "parts",
};

function computedName(computation: Computation): string {
  switch (computation.kind) {
    case "concat":
    case "join":
      return "text";
    case "first":
      return "found";
    case "count":
    case "sum":
      return "total";
    case "array":
      return "list";
    case "arithmetic":
      return "number";
    case "builtin":
      return builtinNames[computation.name] ?? "text";
    case "fromEnd":
      return "last";
    case "chosen":
      return computation.name;
    case "narrowed":
      return computation.values.length === 1 ? (computation.values[0] ?? "member") : "member";
  }
}

/**
 * A local variable that holds the read: by a plain reference where it must be there, else with null for nothing.
 * @param wary also when the type says that it is there, for the rules that say it is not
 */
export function localOf(scope: Scope, read: Read, needed: boolean, wary = false): Term {
  if (read.steps.length === 0) return rootTerm(scope, read, needed);
  const key = readKey(read);
  const known = scope.locals.get(key);
  if (known !== undefined) return variable(known);
  const plain = !wary && (needed || !mayBeAbsent(read) || scope.promised.has(key));
  const value = plain ? reference(scope, read) : totalTerm(scope, read);
  const name = scope.names.fresh(wishedName(read));
  scope.statements.push(bind(name, value));
  scope.locals.set(key, name);
  return variable(name);
}

function wishedName(read: Read): string {
  const last = read.steps[read.steps.length - 1]?.key ?? "value";
  if (typeof last === "string") return last;
  if (typeof last === "object") return "value";
  const before = read.steps[read.steps.length - 2]?.key;
  return typeof before === "string" ? `${before}_${last}` : `element_${last}`;
}

/** The clock of the decision. */
function nowLocal(scope: Scope): Term {
  const known = scope.locals.get("now");
  if (known !== undefined) return variable(known);
  const name = scope.names.fresh("now");
  scope.statements.push(bind(name, call("time.now_ns")));
  scope.locals.set("now", name);
  return variable(name);
}

const helperValueNames: Readonly<Record<string, string>> = {
  bearer_token: "token",
  verified_claims: "claims",
};

function helperLocal(scope: Scope, read: Read, needed: boolean): string {
  const key = readKey(prefixOf(read, 0));
  const known = scope.locals.get(key);
  if (known !== undefined) return known;
  if (read.root.kind !== "helper") return "_";
  const strict = needed || scope.promised.has(key);
  const term = helperTerm(scope, read.root.call, strict);
  const name = scope.names.fresh(helperValueNames[read.root.call.helper.name] ?? "value");
  scope.statements.push(bind(name, term));
  scope.locals.set(key, name);
  return name;
}

/**
 * The call of a helper.
 * @param needed whether its operands must be there for the body to hold, so that plain references serve
 */
export function helperTerm(scope: Scope, helperCall: HelperCall, needed: boolean): Term {
  const operands = helperCall.arguments.map((operand) => operandTerm(scope, operand, needed));
  return call(helperName(scope, helperCall), ...operands);
}

function helperName(scope: Scope, { helper }: HelperCall): string {
  if (helper.name === "shaped") return shapeName(scope, helper.schema);
  if (helper.name === "function") return functionName(scope, helper);
  if (helper.name !== "verified_claims") {
    scope.module.helpers.add(helper.name);
    return helper.name;
  }
  const key = JSON.stringify(helper);
  const known = scope.module.verifications.get(key);
  if (known !== undefined) return known.name;
  const count = scope.module.verifications.size;
  const name = count === 0 ? "verified_claims" : scope.module.names.fresh("verified_claims");
  scope.module.verifications.set(key, { name, helper });
  return name;
}

function functionName({ module }: Scope, helper: FunctionHelper): string {
  const key = JSON.stringify(helper);
  const known = module.library.get(key);
  if (known !== undefined) return known.name;
  const name = module.names.fresh(libraryFunctions.get(helper.function)?.wish ?? helper.function);
  module.library.set(key, { name, helper });
  return name;
}

function shapeName(scope: Scope, schema: Schema): string {
  const key = JSON.stringify(schema);
  const known = scope.module.shapes.get(key);
  if (known !== undefined) return known.name;
  const name = scope.module.names.fresh("shaped");
  scope.module.shapes.set(key, { name, schema });
  return name;
}

/** An operand of a comparison or a call. */
export function operandTerm(scope: Scope, operand: Operand, needed: boolean): Term {
  switch (operand.kind) {
    case "constant":
      return constantTerm(operand.value);
    case "read":
      return needed ? reference(scope, operand) : localOf(scope, operand, false);
    case "count":
      return call("count", reference(scope, operand.of));
    case "now":
      return nowLocal(scope);
  }
}
