import { memoised } from "../memoised.ts";
import type { Rule, Statement, Term } from "./ast.ts";
import type { Numbers } from "./numbers.ts";

/** The references that a statement needs to have a value. */
export function neededReferences(statement: Statement): readonly Term[] {
  return neededTerms(statement).filter(({ kind }) => kind === "reference");
}

/** Whether a statement needs the value of a name, or what is below it: where there is none, it does not hold. */
export function needsName(statement: Statement, name: string): boolean {
  if (statement.kind === "expression" && statement.negated) return false;
  const text = JSON.stringify({ kind: "variable", name });
  return neededTerms(statement).some((term) => JSON.stringify(term).includes(text));
}

function neededTerms(statement: Statement): readonly Term[] {
  switch (statement.kind) {
    case "expression":
      return operandsIn(statement.term);
    case "assign":
      return operandsIn(statement.value);
    case "some":
    case "every":
      return operandsIn(statement.collection);
  }
}

/** The names and references that a term cannot do without. */
function operandsIn(term: Term): readonly Term[] {
  switch (term.kind) {
    case "variable":
    case "reference":
      return [term];
    case "call":
      return term.arguments.flatMap(operandsIn);
    case "comparison":
    case "arithmetic":
      return [...operandsIn(term.left), ...operandsIn(term.right)];
    case "array":
    case "set":
      return term.elements.flatMap(operandsIn);
    case "object":
      return term.entries.flatMap(([, value]) => operandsIn(value));
    case "pair":
      return [term.key, term.value].flatMap(operandsIn);
    case "scalar":
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
  addNames(within, found);
  return found;
}

function addNames(within: unknown, found: Set<string>): void {
  if (typeof within !== "object" || within === null) return;
  if (Array.isArray(within)) {
    for (const inner of within) addNames(inner, found);
    return;
  }
  if (isStatement(within)) {
    for (const name of namesInStatement(within)) found.add(name);
    return;
  }
  for (const [key, inner] of Object.entries(within)) {
    if (key === "span" || key === "metadata") continue;
    // A name stands in a variable or a call, or is what a `some` or an `every` gives.
    if (typeof inner !== "string") addNames(inner, found);
    else if (key === "name" || key === "variable" || key === "key") found.add(inner);
  }
}

/** A statement as its text with a gap in the place of each name, and the names that stand there. */
interface Parts {
  readonly gapped: string;
  readonly names: readonly string[];
  /** Those of them that it gives to what stands after it. */
  readonly bound: readonly string[];
}

/** Found in the text of a statement: no other string follows such a key, and quotes within one are escaped. */
const partsOf = memoised((statement: Statement): Parts => {
  const names: string[] = [];
  const gapped = textKey(statement).replace(
    /"(name|variable|key)":"([^"\\]+)"/g,
    (_, key: string, name: string) => {
      names.push(name);
      return `"${key}":`;
    },
  );
  return { gapped, names, bound: namesBoundBy(statement) };
});

/** All names that occur in a statement, as often as they do. */
export function namesInStatement(statement: Statement): readonly string[] {
  return partsOf(statement).names;
}

/** Statements are kept while rules change around them, so that what is worked out of one is remembered. */
function isStatement(within: object): within is Statement {
  return "origin" in within;
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

/** All names that statements give, those inside of them too. */
export function namesBoundIn(within: unknown): readonly string[] {
  if (typeof within !== "object" || within === null) return [];
  if (Array.isArray(within)) return within.flatMap(namesBoundIn);
  return isStatement(within) ? boundInStatement(within) : Object.values(within).flatMap(namesBoundIn);
}

const boundInStatement = memoised((statement: Statement): readonly string[] => [
  ...namesBoundBy(statement),
  ...(statement.kind === "every" ? enteredBy(statement) : []),
  ...Object.values(statement).flatMap(namesBoundIn),
]);

/** The names that an `every` gives to its body. */
export function enteredBy({ key, variable }: Extract<Statement, { kind: "every" }>): readonly string[] {
  return key === undefined ? [variable] : [key, variable];
}

function targetNames(target: Term): readonly string[] {
  if (target.kind === "variable") return [target.name];
  return target.kind === "array" ? target.elements.flatMap(targetNames) : [];
}

/** A text that is the same for two pieces of Rego exactly when they read the same: JSON without places. */
export function textKey(of: unknown): string {
  if (typeof of !== "object" || of === null) return JSON.stringify(of) ?? "null";
  if (Array.isArray(of)) return `[${of.map(textKey).join(",")}]`;
  if (isStatement(of)) return statementKey(of);
  return "body" in of ? partsKey(of) : plainKey(of);
}

const statementKey = memoised((statement: Statement) =>
  plainKey(statement.span === undefined ? statement : { ...statement, span: undefined }),
);

/** Most has no place in it, and JSON is written fastest as it stands. */
function plainKey(of: object): string {
  const json = JSON.stringify(of);
  return json.includes('"span":') ? partsKey(of) : json;
}

function partsKey(of: object): string {
  const parts = Object.entries(of).flatMap(([key, inner]) =>
    key === "span" || inner === undefined ? [] : [`${JSON.stringify(key)}:${textKey(inner)}`],
  );
  return `{${parts.join(",")}}`;
}

/** A text that is the same for two lists of statements exactly when they read the same. */
export function statementsKey(statements: readonly Statement[], numbers: Numbers): string {
  return statements.map((statement) => numbers(textKey(statement))).join(" ");
}

/** A text that is the same for two bodies exactly when they do the same, whatever their local variables are called. */
export function bodyKey(body: readonly Statement[], numbers: Numbers): string {
  const places = new Map<string, string>();
  const parts = body.map(partsOf);
  for (const { bound } of parts)
    for (const name of bound) if (!places.has(name)) places.set(name, `#${places.size}`);
  let gapped = "";
  let names = "";
  for (const part of parts) {
    gapped += `${numbers(part.gapped)} `;
    for (const name of part.names) names += `"${places.get(name) ?? name}`;
  }
  return gapped + names;
}

/** The same with another name for a local variable, which nothing else in it may have. */
export function renamed<T>(within: T, from: string, to: string): T {
  return withNames(within, new Map([[from, to]]));
}

/** The same with other names for some; what has none of them is left as it is. */
export function withNames<T>(within: T, names: ReadonlyMap<string, string>): T;
export function withNames(within: unknown, names: ReadonlyMap<string, string>): unknown {
  if (typeof within !== "object" || within === null) return within;
  if (Array.isArray(within)) {
    const inner = within.map((one: unknown) => withNames(one, names));
    return inner.every((one, at) => one === within[at]) ? within : inner;
  }
  if (isStatement(within) && !namesInStatement(within).some((name) => names.has(name))) return within;
  const before = Object.entries(within);
  const after = before.map(([key, inner]: [string, unknown]) => {
    if (key === "span" || key === "metadata" || key === "implements") return [key, inner] as const;
    const isName = key === "name" || key === "variable" || key === "key";
    const to = isName && typeof inner === "string" ? names.get(inner) : undefined;
    return [key, to ?? withNames(inner, names)] as const;
  });
  return after.every(([, inner], at) => inner === before[at]?.[1]) ? within : Object.fromEntries(after);
}
