import type { Rule, Statement, Term } from "../rego/ast.ts";
import { namesInStatement, textKey } from "../rego/references.ts";
import { isSetBody, type SetBody } from "./bodies.ts";

/** Leaves out names in the bodies of findings that only the next statement reads, where it can say the value itself. */
export function withoutSingleUse(rules: readonly Rule[]): readonly Rule[] {
  return withoutNamesOf(isLookUp, withValue, rules);
}

/** The same for second names of a value: what is left of look-ups once the kind is known. */
export function withoutSecondNames(rules: readonly Rule[]): readonly Rule[] {
  return withoutNamesOf(isReferred, withObject, rules);
}

function withoutNamesOf(is: (value: Term) => boolean, put: Put, rules: readonly Rule[]): readonly Rule[] {
  return rules.map((rule) =>
    isSaid(rule) || isWorkedOut(rule)
      ? { ...rule, body: inlined(rule.body, textKey(rule.head), is, put) }
      : rule,
  );
}

/** A body of a rule of the policy. */
function isSaid(rule: Rule): rule is SetBody {
  return isSetBody(rule) && rule.metadata !== undefined;
}

/** A function, or a rule that has a value. */
function isWorkedOut(rule: Rule): rule is Extract<Rule, { kind: "rule" }> {
  if (rule.kind !== "rule") return false;
  return rule.head.kind === "function" || (rule.head.kind === "complete" && rule.head.value !== undefined);
}

/** The statement with a value in place of a name, where it may stand there. */
type Put = (statement: Statement, name: string, value: Term) => Statement | undefined;

function inlined(
  body: readonly Statement[],
  head: string,
  is: (value: Term) => boolean,
  putInto: Put,
): readonly Statement[] {
  const [first, next, ...others] = body;
  if (first === undefined) return [];
  const rest = body.slice(1);
  const name = named(first, is);
  // Where a reference has no value, nothing further down may have been called.
  const early = first.kind === "assign" && isReferred(first.value) && next !== undefined && calls(next) > 0;
  if (name !== undefined && next !== undefined && first.kind === "assign" && !early) {
    const put = putInto(next, name, first.value);
    const isPut = put !== undefined && uses(textKey(put), name) === 0;
    // Names are few, and texts are long.
    const isOnly = isPut && rest.filter((one) => namesInStatement(one).includes(name)).length === 1;
    if (isOnly && uses(textKey(next), name) === 1 && uses(head, name) === 0)
      return inlined([put, ...others], head, is, putInto);
  }
  return [first, ...inlined(rest, head, is, putInto)];
}

/** The name of such a value. */
function named(statement: Statement, is: (value: Term) => boolean): string | undefined {
  if (statement.kind !== "assign" || statement.target.kind !== "variable") return undefined;
  return is(statement.value) ? statement.target.name : undefined;
}

function isLookUp(value: Term): boolean {
  return value.kind === "reference" || value.kind === "call";
}

/** What stands somewhere else, and may not be there. */
function isReferred(value: Term): boolean {
  return value.kind === "reference" || value.kind === "variable";
}

/** How many calls a statement makes, beside one of what it binds a name to. */
function calls(statement: Statement): number {
  const made = textKey(statement).split('"kind":"call"').length - 1;
  return statement.kind === "assign" ? made - 1 : made;
}

function uses(text: string, name: string): number {
  return text.split(`{"kind":"variable","name":${JSON.stringify(name)}}`).length - 1;
}

/** The statement with the value in place of the name: in a comparison, or among what a function is called with. */
function withValue(statement: Statement, name: string, value: Term): Statement | undefined {
  const put = (term: Term): Term => (term.kind === "variable" && term.name === name ? value : term);
  // Negation stands over local variables.
  if (statement.kind === "expression" && !statement.negated && statement.term.kind === "comparison") {
    const { left, right, operator } = statement.term;
    if (operator === "in") return undefined;
    // What else is called in the statement would be called first.
    if (value.kind === "call" && value.name !== "object.get" && right.kind !== "scalar") return undefined;
    return { ...statement, term: { ...statement.term, left: put(left), right: put(right) } };
  }
  if (statement.kind === "assign" && statement.value.kind === "call" && statement.value.name !== "object.get")
    return { ...statement, value: { ...statement.value, arguments: statement.value.arguments.map(put) } };
  return undefined;
}

/** The statement with the value in place of the name: as a name's value, or in the object that it looks something up in. */
function withObject(statement: Statement, name: string, value: Term): Statement | undefined {
  if (statement.kind !== "assign") return undefined;
  const put = (term: Term): Term => (term.kind === "variable" && term.name === name ? value : term);
  if (statement.value.kind === "variable") return { ...statement, value: put(statement.value) };
  if (statement.value.kind !== "call" || statement.value.name !== "object.get") return undefined;
  const [of, ...others] = statement.value.arguments;
  if (of?.kind !== "object") return undefined;
  const entries = of.entries.map(([key, inner]) => [key, put(inner)] as const);
  return { ...statement, value: { ...statement.value, arguments: [{ ...of, entries }, ...others] } };
}
