import type { Json } from "@bylaw/engine";
import { canonical } from "../event/answer.ts";
import { isArray, isObject } from "../json-value.ts";
import type { Node, PolicyModule } from "./syntax.ts";

/** What the text of a policy says about the input: a cautious reading, used only to choose what is shown. */
export interface PolicyText {
  /** Input path (see {@link pathKey}) → canonical texts of the literals that a rule compares it with. */
  readonly compared: ReadonlyMap<string, ReadonlySet<string>>;
  /** Input paths that are read and name one place. */
  readonly reads: ReadonlyMap<string, readonly string[]>;
  /** Canonical texts of all literals. */
  readonly literals: ReadonlySet<string>;
  /** What packages and rules are called, name by name. */
  readonly names: ReadonlySet<string>;
}

/** A place below `input`; `*` stands for any element or key. */
export function pathKey(path: readonly string[]): string {
  return path.join("\0");
}

type Meaning =
  | { readonly kind: "input"; readonly path: readonly string[] }
  /** One of these values. */
  | { readonly kind: "constants"; readonly values: readonly Json[] };

type Scope = ReadonlyMap<string, Meaning>;

interface Collected {
  readonly compared: Map<string, Set<string>>;
  readonly reads: Map<string, readonly string[]>;
  readonly literals: Set<string>;
}

const maxConstants = 4096;
const maxDepth = 64;
const equalities: ReadonlySet<string> = new Set(["eq", "equal", "neq", "assign"]);

/** Reads the literals of all modules, and which input paths they are compared with. */
export function readPolicyText(modules: readonly PolicyModule[]): PolicyText {
  const collected: Collected = { compared: new Map(), reads: new Map(), literals: new Set() };
  for (const module of modules) {
    const scope = moduleScope(module);
    for (const { node } of module.rules) {
      collectRule(node, scope, collected);
      collectLiterals(node, collected.literals, 0);
    }
  }
  const names = modules.flatMap((module) => [
    ...module.package,
    ...module.rules.flatMap(({ name }) => name.split(".")),
  ]);
  return { ...collected, names: new Set(names) };
}

/** What the names of a module stand for, where that is an input path or constants. */
function moduleScope(module: PolicyModule): Scope {
  const scope = new Map<string, Meaning>([["input", { kind: "input", path: [] }]]);
  for (const imported of module.imports) {
    const path = imported.path;
    const meaning = isObject(path) ? meaningOf(path, scope, 0) : undefined;
    const parts = isObject(path) && isArray(path.value) ? path.value : [];
    const last = parts.at(-1);
    const name = imported.alias ?? (isObject(last) ? last.value : undefined);
    if (meaning !== undefined && typeof name === "string") scope.set(name, meaning);
  }
  // Twice, for constants that stand on constants further down.
  for (let round = 0; round < 2; round++) {
    for (const rule of module.rules) {
      const only = module.rules.filter(({ name }) => name === rule.name).length === 1;
      const value = isObject(rule.node.head) ? rule.node.head.value : undefined;
      if (!only || rule.kind !== "complete" || rule.node.else !== undefined || !isObject(value)) continue;
      if (!isUnconditional(rule.node)) continue;
      const meaning = meaningOf(value, scope, 0);
      if (meaning !== undefined) scope.set(rule.name, meaning);
    }
  }
  return scope;
}

function isUnconditional(rule: Node): boolean {
  const body = rule.body;
  return isArray(body) && body.length === 1 && isObject(body[0]) && body[0].generated === true;
}

function meaningOf(term: Json | undefined, scope: Scope, depth: number): Meaning | undefined {
  if (!isObject(term) || depth > maxDepth) return undefined;
  const { type, value } = term;
  switch (type) {
    case "null":
      return { kind: "constants", values: [null] };
    case "string":
    case "number":
    case "boolean":
      return value === undefined ? undefined : { kind: "constants", values: [value] };
    case "var":
      return typeof value === "string" ? scope.get(value) : undefined;
    case "array":
    case "set":
    case "object": {
      const constant = constantOf(term, 0);
      return constant === undefined ? undefined : { kind: "constants", values: [constant] };
    }
    case "ref": {
      if (!isArray(value)) return undefined;
      let meaning = meaningOf(value[0], scope, depth + 1);
      for (const part of value.slice(1)) meaning = memberOf(meaning, part);
      return meaning;
    }
    default:
      return undefined;
  }
}

function memberOf(of: Meaning | undefined, part: Json | undefined): Meaning | undefined {
  if (of === undefined || !isObject(part)) return undefined;
  const key = part.type === "string" || part.type === "number" ? String(part.value) : undefined;
  if (of.kind === "input") return { kind: "input", path: [...of.path, key ?? "*"] };
  return key === undefined ? elementsOf(of) : constants(of.values.flatMap((value) => membersAt(value, key)));
}

function membersAt(value: Json, key: string): readonly Json[] {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return [];
  const member = isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
  return member === undefined ? [] : [member];
}

function elementsOf(of: Meaning): Meaning {
  if (of.kind === "input") return { kind: "input", path: [...of.path, "*"] };
  return constants(
    of.values.flatMap((value) => (typeof value === "object" && value !== null ? Object.values(value) : [])),
  );
}

function constants(values: readonly Json[]): Meaning {
  return { kind: "constants", values: values.slice(0, maxConstants) };
}

/** A literal without variables or calls in it. Sets become arrays. */
function constantOf(term: Json | undefined, depth: number): Json | undefined {
  if (!isObject(term) || depth > maxDepth) return undefined;
  const { type, value } = term;
  if (type === "null") return null;
  if (type === "string" || type === "number" || type === "boolean") return value;
  if (!isArray(value)) return undefined;
  if (type === "array" || type === "set") {
    const elements = value.map((element) => constantOf(element, depth + 1));
    return elements.every((element) => element !== undefined) ? elements : undefined;
  }
  if (type !== "object") return undefined;
  const members: [string, Json][] = [];
  for (const entry of value) {
    const key = isArray(entry) ? constantOf(entry[0], depth + 1) : undefined;
    const member = isArray(entry) ? constantOf(entry[1], depth + 1) : undefined;
    if (typeof key !== "string" || member === undefined) return undefined;
    members.push([key, member]);
  }
  return Object.fromEntries(members);
}

function collectRule(rule: Node, outer: Scope, into: Collected): void {
  const scope = new Map(outer);
  const head = isObject(rule.head) ? rule.head : {};
  // Arguments hide the names of the module.
  for (const argument of isArray(head.args) ? head.args : []) {
    if (isObject(argument) && typeof argument.value === "string") scope.delete(argument.value);
  }
  collectBody(rule.body, scope, into);
  collectReads(head, scope, into, 0);
  if (isObject(rule.else)) collectRule(rule.else, outer, into);
}

function collectBody(body: Json | undefined, scope: Map<string, Meaning>, into: Collected): void {
  const calls = isArray(body) ? body.flatMap(callsOf) : [];
  // OPA orders a body by what it needs, so a name may stand before the expression that binds it.
  for (let round = 0; round < 2; round++) for (const call of calls) bind(call, scope);
  for (const call of calls) compare(call, scope, into);
  collectReads(body, scope, into, 0);
  for (const expression of isArray(body) ? body : []) {
    const terms = isObject(expression) ? expression.terms : undefined;
    if (isObject(terms) && isArray(terms.body)) collectEvery(terms, scope, into);
  }
}

function collectEvery(every: Node, outer: ReadonlyMap<string, Meaning>, into: Collected): void {
  const scope = new Map(outer);
  const domain = meaningOf(every.domain, scope, 0);
  const value = isObject(every.value) ? every.value.value : undefined;
  if (typeof value === "string" && domain !== undefined) scope.set(value, elementsOf(domain));
  collectBody(every.body, scope, into);
}

interface Call {
  readonly operator: string;
  readonly operands: readonly Json[];
}

function callsOf(expression: Json): readonly Call[] {
  const terms = isObject(expression) ? expression.terms : undefined;
  if (isArray(terms)) return callOf(terms);
  // `some x in xs`
  const symbols = isObject(terms) && isArray(terms.symbols) ? terms.symbols : [];
  return symbols.flatMap((symbol) =>
    isObject(symbol) && symbol.type === "call" && isArray(symbol.value) ? callOf(symbol.value) : [],
  );
}

function callOf([operator, ...operands]: readonly Json[]): readonly Call[] {
  const parts = isObject(operator) && isArray(operator.value) ? operator.value : [];
  const name = parts.map((part) => (isObject(part) ? String(part.value) : "")).join(".");
  return [{ operator: name, operands }];
}

function bind({ operator, operands }: Call, scope: Map<string, Meaning>): void {
  const [first, second, third] = operands;
  const name = (term: Json | undefined) =>
    isObject(term) && term.type === "var" && typeof term.value === "string" && !scope.has(term.value)
      ? term.value
      : undefined;
  const set = (term: Json | undefined, meaning: Meaning | undefined) => {
    const variable = name(term);
    if (variable !== undefined && meaning !== undefined) scope.set(variable, meaning);
  };
  if (operator === "assign" || operator === "eq") {
    set(first, meaningOf(second, scope, 0));
    set(second, meaningOf(first, scope, 0));
  } else if (operator === "internal.member_2" || operator === "internal.member_3") {
    const element = operator === "internal.member_2" ? first : second;
    const collection = meaningOf(operator === "internal.member_2" ? second : third, scope, 0);
    if (collection !== undefined) set(element, elementsOf(collection));
  }
}

function compare({ operator, operands }: Call, scope: Scope, into: Collected): void {
  const meanings = operands.map((operand) => meaningOf(operand, scope, 0));
  const [first, second] = meanings;
  if (first === undefined || second === undefined) return;
  if (equalities.has(operator)) {
    note(first, second, into);
    note(second, first, into);
  } else if (operator === "internal.member_2") {
    note(first, elementsOf(second), into);
    note(elementsOf(second), first, into);
  }
}

function note(path: Meaning, literals: Meaning, into: Collected): void {
  if (path.kind !== "input" || literals.kind !== "constants") return;
  const key = pathKey(path.path);
  const known = into.compared.get(key) ?? new Set();
  for (const value of literals.values) {
    if (typeof value !== "object" || value === null) known.add(canonical(value));
  }
  into.compared.set(key, known);
}

function collectReads(node: Json | undefined, scope: Scope, into: Collected, depth: number): void {
  if (depth > maxDepth || typeof node !== "object" || node === null) return;
  if (isArray(node)) {
    for (const element of node) collectReads(element, scope, into, depth + 1);
    return;
  }
  if (node.type === "ref" || node.type === "var") {
    const meaning = meaningOf(node, scope, 0);
    if (meaning?.kind === "input" && meaning.path.length > 0 && !meaning.path.includes("*")) {
      into.reads.set(pathKey(meaning.path), meaning.path);
    }
  }
  for (const [name, child] of Object.entries(node)) {
    if (name !== "location") collectReads(child, scope, into, depth + 1);
  }
}

function collectLiterals(node: Json | undefined, into: Set<string>, depth: number): void {
  if (depth > maxDepth * 2 || typeof node !== "object" || node === null) return;
  if (isArray(node)) {
    for (const element of node) collectLiterals(element, into, depth + 1);
    return;
  }
  const { type, value } = node;
  if ((type === "string" || type === "number") && value !== undefined) into.add(canonical(value));
  for (const [name, child] of Object.entries(node)) {
    if (name !== "location" && name !== "annotations") collectLiterals(child, into, depth + 1);
  }
}
