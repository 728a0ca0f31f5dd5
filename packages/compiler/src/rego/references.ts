import type { Rule, Statement, Term } from "./ast.ts";

/** The references that a statement needs to have a value. */
export function neededReferences(statement: Statement): readonly Term[] {
  switch (statement.kind) {
    case "expression":
      return referencesOf(statement.term);
    case "assign":
      return referencesOf(statement.value);
    case "some":
    case "every":
      return referencesOf(statement.collection);
  }
}

function referencesOf(term: Term): readonly Term[] {
  switch (term.kind) {
    case "reference":
      return [term];
    case "call":
      return term.arguments.flatMap(referencesOf);
    case "comparison":
    case "arithmetic":
      return [...referencesOf(term.left), ...referencesOf(term.right)];
    case "array":
    case "set":
      return term.elements.flatMap(referencesOf);
    case "object":
      return term.entries.flatMap(([, value]) => referencesOf(value));
    case "pair":
      return [term.key, term.value].flatMap(referencesOf);
    case "scalar":
    case "variable":
    // A template is there whatever its parts are.
    case "template":
    case "elements":
    case "comprehension":
      return [];
  }
}

/** All names that occur in something, be they of rules or of local variables. */
export function namesIn(within: readonly Statement[] | Statement | Term | Rule): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const inner of value) visit(inner);
      return;
    }
    for (const [key, inner] of Object.entries(value)) {
      if (key === "span" || key === "metadata") continue;
      // A name stands in a variable or a call, or is what a `some` or an `every` gives.
      if (typeof inner !== "string") visit(inner);
      else if (key === "name" || key === "variable" || key === "key") found.add(inner);
    }
  };
  visit(within);
  return found;
}

/** The names that a statement gives to what stands after it. */
export function namesBoundBy(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "assign":
      return targetNames(statement.target);
    case "some":
      return statement.key === undefined ? [statement.variable] : [statement.key, statement.variable];
    case "every":
    case "expression":
      return [];
  }
}

function targetNames(target: Term): readonly string[] {
  if (target.kind === "variable") return [target.name];
  return target.kind === "array" ? target.elements.flatMap(targetNames) : [];
}

/** A text that is the same for two pieces of Rego exactly when they read the same. */
export function textKey(of: unknown): string {
  return JSON.stringify(of, (key, value: unknown) => (key === "span" ? undefined : value));
}

/** A text that is the same for two bodies exactly when they do the same, whatever their local variables are called. */
export function bodyKey(body: readonly Statement[]): string {
  const names = new Set(body.flatMap(namesBoundBy));
  return [...names].reduce(
    (text, name, index) =>
      text.replaceAll(new RegExp(`("(?:name|variable|key)":)"${name}"`, "g"), `$1"#${index}"`),
    textKey(body),
  );
}

/** The same with another name for a local variable, which nothing else in it may have. */
export function renamed<T>(within: T, from: string, to: string): T;
export function renamed(within: unknown, from: string, to: string): unknown {
  if (typeof within !== "object" || within === null) return within;
  if (Array.isArray(within)) return within.map((inner: unknown) => renamed(inner, from, to));
  const entries = Object.entries(within).map(([key, inner]: [string, unknown]) => {
    if (key === "span" || key === "metadata" || key === "implements") return [key, inner];
    const isName = key === "name" || key === "variable" || key === "key";
    return [key, isName && inner === from ? to : renamed(inner, from, to)];
  });
  return Object.fromEntries(entries);
}
