import type { Schema } from "@bylaw/dsl/schema";
import type { Rule, Statement } from "../rego/ast.ts";
import { createEqualStatements, type EqualStatements } from "../rego/equal-statements.ts";
import type { Helper, JoinedList, Variable } from "./formula.ts";
import type { PlainHelperName } from "./generated-functions.ts";
import type { Names } from "./names.ts";

/** What the bodies of a module have in common while they are written. */
export interface ModuleScope {
  readonly names: Names;
  /** What bodies are written of. */
  readonly equal: EqualStatements;
  /** Helpers without arguments of their own that something calls. */
  readonly helpers: Set<PlainHelperName>;
  /** Token verifications, by what they check. */
  readonly verifications: Map<string, { readonly name: string; readonly helper: ClaimsHelper }>;
  /** Shapes that values are asked for, by what they check. */
  readonly shapes: Map<string, { readonly name: string; readonly schema: Schema }>;
  /** Functions of the standard library, by what they are and their literals. */
  readonly library: Map<string, { readonly name: string; readonly helper: FunctionHelper }>;
  /** Rules that read data documents, by the path. */
  readonly documents: Map<string, string>;
  /** The names of the rules and functions that hold lists put together from several, by what these are. */
  readonly joined: Map<string, readonly string[]>;
  /** The names of those that are rules. */
  readonly elementLists: Map<JoinedList, string>;
  /** Of each of these rules: whether each is a set, and the rules of elements that it needs. */
  readonly elementRules: Map<string, { readonly isSet: boolean; readonly needs: readonly string[] }>;
  /** Functions made for conditions that Rego cannot say in place. */
  readonly functions: Rule[];
  /** Their names and the elements that they take, by what they ask and give. */
  readonly known: Map<string, readonly { readonly name: string; readonly variables: readonly number[] }[]>;
}

/** A module in which nothing is written yet. */
export function newModuleScope(names: Names): ModuleScope {
  return {
    names,
    equal: createEqualStatements(),
    helpers: new Set(),
    verifications: new Map(),
    shapes: new Map(),
    library: new Map(),
    documents: new Map(),
    joined: new Map(),
    elementLists: new Map(),
    elementRules: new Map(),
    functions: [],
    known: new Map(),
  };
}

export type ClaimsHelper = Extract<Helper, { name: "verified_claims" }>;

export type FunctionHelper = Extract<Helper, { name: "function" }>;

/** What is known at one point of one body. */
export interface Scope {
  /** A guard makes an allow rule fail; a deny rule has its malformed reads listed beside it instead. */
  readonly effect: "allow" | "deny";
  readonly module: ModuleScope;
  readonly statements: Statement[];
  readonly names: Names;
  /** Reads that are there and well-formed whenever the whole body holds, wherever in it that is checked. */
  readonly promised: ReadonlySet<string>;
  /** Those of them that a part of the body needs which is not itself the question whether they are there. */
  readonly implied: ReadonlySet<string>;
  /** Reads that the statements so far found there and well-formed. */
  readonly established: Set<string>;
  /** Guards written so far, by their text. */
  readonly guarded: Set<string>;
  /** Names of reads, and of the clock. */
  readonly locals: Map<string, string>;
  /** Names of the elements that quantifiers go through. */
  readonly variables: Map<number, string>;
}

/** What a body promises, see {@link Scope}. */
export interface Promises {
  readonly promised: ReadonlySet<string>;
  readonly implied: ReadonlySet<string>;
}

const nothing: Promises = { promised: new Set(), implied: new Set() };

/** A scope at the beginning of a body. */
export function newScope(effect: Scope["effect"], module: ModuleScope, promises: Promises = nothing): Scope {
  return {
    effect,
    module,
    statements: [],
    names: module.names.inner(),
    promised: promises.promised,
    implied: promises.implied,
    established: new Set(),
    guarded: new Set(),
    locals: new Map(),
    variables: new Map(),
  };
}

/**
 * Names the element that a quantifier goes through. The same list may be gone through several times: what was known
 * of its element before says nothing of this one.
 */
export function enterVariable(scope: Scope, variable: Variable, name: string): void {
  const mentions = new RegExp(`#${variable.id}(?![0-9])`);
  for (const key of scope.established) if (mentions.test(key)) scope.established.delete(key);
  for (const key of scope.locals.keys()) if (mentions.test(key)) scope.locals.delete(key);
  scope.variables.set(variable.id, name);
}

/** What is promised of other things than the element that a guard is about to go through. */
export function promisedBeside(keys: ReadonlySet<string>, variable: Variable): ReadonlySet<string> {
  const mentions = new RegExp(`#${variable.id}(?![0-9])`);
  return new Set([...keys].filter((key) => !mentions.test(key)));
}

/** A scope that goes on from where another one is, which it tells nothing. */
export function continued(scope: Scope): Scope {
  return {
    ...scope,
    statements: [...scope.statements],
    names: scope.names.inner(),
    established: new Set(scope.established),
    guarded: new Set(scope.guarded),
    locals: new Map(scope.locals),
    variables: new Map(scope.variables),
  };
}

function together(some: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return others.size === 0 ? some : new Set([...some, ...others]);
}

/** A scope for the block of an `every`: it knows what the body around it knows, and tells it nothing. */
export function innerScope(scope: Scope, promised: Promises = nothing): Scope {
  return {
    effect: scope.effect,
    module: scope.module,
    statements: [],
    names: scope.names,
    promised: together(scope.promised, promised.promised),
    implied: together(scope.implied, promised.implied),
    established: new Set(scope.established),
    guarded: new Set(scope.guarded),
    locals: new Map(scope.locals),
    variables: new Map(scope.variables),
  };
}
