import { memoised } from "../memoised.ts";
import type { Rule, Statement, Term } from "../rego/ast.ts";
import { askedLiterals, askedOf, type Path, textsOf } from "../rego/input-paths.ts";
import { createNumbers, type Numbers } from "../rego/numbers.ts";
import { bodyKey, renamed, textKey } from "../rego/references.ts";
import { isCheck, isFinding, replaceRules, type SetBody } from "./bodies.ts";
import type { NewName } from "./share.ts";

/** A body for inputs of some kinds: `input.path == "literal"`, or a look-up of an object by that literal, or both. */
interface OfKinds {
  readonly rule: SetBody;
  readonly literals: readonly string[];
  /** Where the input says its kind. */
  readonly path: Path;
  /** The position of the comparison. */
  readonly asked?: number;
  readonly lookUp?: LookUp;
}

/** `name := object.get({"literal": object}, [object.get(input, path, null)], null)`, at a position of a body. */
interface LookUp {
  readonly at: number;
  readonly name: string;
  readonly literals: readonly string[];
  readonly path: Path;
  readonly object: Extract<Term, { kind: "variable" }>;
}

/**
 * Puts bodies together that differ in nothing but the kind that they are for. A body that compares the kind does
 * nothing for others. One that only looks the object up does nothing for others either, where it fails on null: only
 * such are put together.
 */
export function shareKinds(rules: readonly Rule[], newName: NewName): readonly Rule[] {
  const alike = new Map<string, OfKinds[]>();
  const numbers = createNumbers();
  const replaced = new Map<Rule, readonly Rule[]>();
  for (const rule of rules) {
    const one = isFinding(rule) || isCheck(rule) ? ofKinds(rule) : undefined;
    if (one === undefined) continue;
    const key = keyOf(one, numbers);
    const known = alike.get(key);
    if (known === undefined) alike.set(key, [one]);
    else known.push(one);
    replaced.set(rule, [withKinds(one, one.literals.toSorted())]);
  }
  // One name for all, so that what their bodies begin with stays alike.
  const names = new Map<string, string>();
  const nameOf = ({ object, path }: LookUp): string => {
    const wish = `${object.name.replace(/_\d+$/, "")}_of_${path.at(-1) ?? "kind"}`;
    const name = names.get(wish) ?? newName(wish);
    names.set(wish, name);
    return name;
  };
  for (const [first, ...others] of alike.values()) {
    const kinds = new Set([first, ...others].flatMap((one) => one?.literals ?? []));
    if (first === undefined || kinds.size < 2) continue;
    for (const { rule } of others) replaced.set(rule, []);
    const together = withKinds(first, [...kinds].sort());
    replaced.set(first.rule, [
      first.lookUp === undefined ? together : renamed(together, first.lookUp.name, nameOf(first.lookUp)),
    ]);
  }
  return replaceRules(rules, replaced, []);
}

/** A text that is the same for bodies that differ in the kind alone, and in what they call their local variables. */
function keyOf(one: OfKinds, numbers: Numbers): string {
  const { body, head, metadata, implements: of } = withKinds(one, []);
  const said = [one.path, head.name, metadata ?? null, of ?? null];
  if (head.element.kind === "scalar") return textKey([...said, head.element.value, bodyKey(body, numbers)]);
  // What is found may name local variables, too.
  const found: Statement = { kind: "expression", term: head.element, negated: false, origin: "policy" };
  return textKey([...said, bodyKey([...body, found], numbers)]);
}

function ofKinds(rule: SetBody): OfKinds | undefined {
  const lookUp = lookUpIn(rule.body);
  for (const [at, statement] of rule.body.entries()) {
    const asked = askedLiterals(statement);
    if (asked === undefined) continue;
    if (lookUp === undefined) return { rule, ...asked, asked: at };
    if (textKey(asked.literals) === textKey(lookUp.literals) && textKey(asked.path) === textKey(lookUp.path))
      return { rule, ...asked, asked: at, lookUp };
  }
  if (lookUp === undefined || !failsOnNull(lookUp.name, rule.body.slice(lookUp.at + 1))) return undefined;
  return { rule, literals: lookUp.literals, path: lookUp.path, lookUp };
}

function lookUpIn(body: readonly Statement[]): LookUp | undefined {
  for (const [at, statement] of body.entries()) {
    const found = lookUpOf(statement);
    if (found !== undefined) return { at, ...found };
  }
  return undefined;
}

const lookUpOf = memoised((statement: Statement): Omit<LookUp, "at"> | undefined => {
  if (statement.kind !== "assign" || statement.target.kind !== "variable") return undefined;
  const [table, keys] = lookedUp(statement.value) ?? [];
  if (table?.kind !== "object" || keys?.kind !== "array") return undefined;
  const [[first], [key, further]] = [table.entries, keys.elements];
  if (first === undefined || key === undefined || further !== undefined) return undefined;
  const [, object] = first;
  const path = lookedUpPath(key);
  if (object.kind !== "variable" || path === undefined) return undefined;
  if (table.entries.some(([, other]) => other.kind !== "variable" || other.name !== object.name))
    return undefined;
  return { name: statement.target.name, literals: table.entries.map(([literal]) => literal), path, object };
});

/** What `object.get(of, path, null)` is called with. */
function lookedUp(term: Term): readonly [of: Term, path: Term] | undefined {
  if (term.kind !== "call" || term.name !== "object.get") return undefined;
  const [of, path, otherwise] = term.arguments;
  const isNullElse = otherwise?.kind === "scalar" && otherwise.value === null;
  return of === undefined || path === undefined || !isNullElse ? undefined : [of, path];
}

/** The path of `object.get(input, path, null)`. */
function lookedUpPath(term: Term): Path | undefined {
  const [of, path] = lookedUp(term) ?? [];
  return of?.kind === "variable" && of.name === "input" && path?.kind === "array"
    ? textsOf(path.elements)
    : undefined;
}

/** Whether statements fail where a name stands for null: what is looked up in it is null then, too. */
function failsOnNull(name: string, statements: readonly Statement[]): boolean {
  const nulls = new Set([name]);
  const isNull = (term: Term): boolean => term.kind === "variable" && nulls.has(term.name);
  for (const statement of statements) {
    if (statement.kind === "assign" && statement.target.kind === "variable") {
      if (isNull(statement.value) || isNullWithin(statement.value, isNull)) nulls.add(statement.target.name);
    } else if (statement.kind === "some" && isNull(statement.collection)) return true;
    else if (statement.kind === "expression" && !statement.negated && statement.term.kind === "comparison") {
      const { operator, left, right } = statement.term;
      if (operator === "!=" && isNull(left) && right.kind === "scalar" && right.value === null) return true;
    }
  }
  return false;
}

/** `object.get({"value": name}, ["value", …], null)` of what is null. */
function isNullWithin(term: Term, isNull: (term: Term) => boolean): boolean {
  const [of, path] = lookedUp(term) ?? [];
  if (of?.kind !== "object" || path?.kind !== "array") return false;
  const [[entry, another], [first]] = [of.entries, path.elements];
  return (
    entry !== undefined &&
    another === undefined &&
    isNull(entry[1]) &&
    first?.kind === "scalar" &&
    first.value === entry[0]
  );
}

/** The body for all of these kinds. */
function withKinds({ rule, literals, asked, lookUp }: OfKinds, kinds: readonly string[]): SetBody {
  const body = rule.body.map((statement, at): Statement => {
    if (at === asked) {
      if (kinds.length === 1 && textKey(kinds) === textKey(literals)) return statement;
      return kinds.length === 0 ? askedOfAny(statement) : askedOf(statement, kinds);
    }
    if (at !== lookUp?.at) return statement;
    // After the comparison the object is known to be of one of the kinds.
    if (asked !== undefined && asked < at) return ofAsked(statement);
    return kinds.length === 0 ? lookedUpOfAny(statement) : lookedUpOf(statement, kinds);
  });
  return { ...rule, body };
}

function lookedUpOf(statement: Statement, kinds: readonly string[]): Statement {
  const object = objectLookedUp(statement);
  if (object === undefined || statement.kind !== "assign" || statement.value.kind !== "call")
    return statement;
  const table: Term = { kind: "object", entries: kinds.map((kind) => [kind, object] as const) };
  const [, ...others] = statement.value.arguments;
  return { ...statement, value: { ...statement.value, arguments: [table, ...others] } };
}

// Many bodies have the same statement, and keep having the same one.
const askedOfAny = memoised((statement: Statement) => askedOf(statement, []));
const lookedUpOfAny = memoised((statement: Statement) => lookedUpOf(statement, ["any"]));
const ofAsked = memoised((statement: Statement): Statement => {
  const object = objectLookedUp(statement);
  return object === undefined || statement.kind !== "assign" ? statement : { ...statement, value: object };
});

function objectLookedUp(statement: Statement): LookUp["object"] | undefined {
  return lookUpOf(statement)?.object;
}
