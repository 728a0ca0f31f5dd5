import type { Module, Rule, Statement, Term } from "./ast.ts";
import { printTerm } from "./printer.ts";
import { enteredBy, namesBoundBy } from "./references.ts";

/**
 * Checks that negation stands only over local variables, constants, comprehensions, sets of the module and one call or comparison of them,
 * or over a rule that has a default. Anything else may be undefined, and OPA takes sub-terms out of a negation: the whole
 * statement would then fail instead of holding.
 * @returns what is wrong, in words; nothing when all is well
 */
export function verifyNegation(module: Module): readonly string[] {
  const defaulted = new Set(
    module.rules.flatMap((rule) =>
      rule.kind === "default" && rule.parameters === undefined ? [rule.name] : [],
    ),
  );
  const sets = module.rules.flatMap((rule) =>
    rule.kind === "rule" && rule.head.kind === "contains" ? [rule.head.name] : [],
  );
  return module.rules.flatMap((rule) => (rule.kind === "rule" ? verifyRule(rule, defaulted, sets) : []));
}

function verifyRule(
  rule: Extract<Rule, { kind: "rule" }>,
  defaulted: ReadonlySet<string>,
  sets: readonly string[],
): readonly string[] {
  // A set is there though it may be empty.
  const known = new Set([...sets, ...(rule.head.kind === "function" ? rule.head.parameters : [])]);
  return verifyBody(rule.body, known, defaulted, rule.head.name);
}

function verifyBody(
  body: readonly Statement[],
  outer: ReadonlySet<string>,
  defaulted: ReadonlySet<string>,
  rule: string,
): readonly string[] {
  const locals = new Set(outer);
  const problems: string[] = [];
  for (const statement of body) {
    switch (statement.kind) {
      case "assign":
        problems.push(...verifyTerm(statement.value, locals, defaulted, rule));
        for (const name of namesBoundBy(statement)) locals.add(name);
        break;
      case "some":
        problems.push(...verifyTerm(statement.collection, locals, defaulted, rule));
        for (const name of namesBoundBy(statement)) locals.add(name);
        break;
      case "every":
        problems.push(
          ...verifyTerm(statement.collection, locals, defaulted, rule),
          ...verifyBody(statement.body, new Set([...locals, ...enteredBy(statement)]), defaulted, rule),
        );
        break;
      case "expression":
        problems.push(...verifyTerm(statement.term, locals, defaulted, rule));
        if (statement.negated && !mayBeNegated(statement.term, locals, defaulted)) {
          problems.push(`${rule}: not ${printTerm(statement.term)}`);
        }
    }
  }
  return problems;
}

/** Looks into the comprehensions of a term. */
function verifyTerm(
  term: Term,
  locals: ReadonlySet<string>,
  defaulted: ReadonlySet<string>,
  rule: string,
): readonly string[] {
  const again = (inner: Term): readonly string[] => verifyTerm(inner, locals, defaulted, rule);
  switch (term.kind) {
    case "comprehension":
      return verifyBody(term.body, locals, defaulted, rule);
    case "reference":
      return [term.head, ...term.path].flatMap(again);
    case "array":
    case "set":
      return term.elements.flatMap(again);
    case "object":
      return term.entries.flatMap(([, value]) => again(value));
    case "pair":
      return [term.key, term.value].flatMap(again);
    case "call":
      return term.arguments.flatMap(again);
    case "comparison":
    case "arithmetic":
      return [term.left, term.right].flatMap(again);
    case "template":
      return term.parts.flatMap(again);
    case "elements":
      return again(term.collection);
    case "scalar":
    case "variable":
      return [];
  }
}

function mayBeNegated(term: Term, locals: ReadonlySet<string>, defaulted: ReadonlySet<string>): boolean {
  if (term.kind === "variable") return defaulted.has(term.name) || locals.has(term.name);
  if (term.kind === "call") return term.arguments.every((argument) => isKnown(argument, locals));
  if (term.kind === "comparison") return isKnown(term.left, locals) && isKnown(term.right, locals);
  return false;
}

/** A local variable, a constant through and through, or a list that is there whatever is looked through for it. */
function isKnown(term: Term, locals: ReadonlySet<string>): boolean {
  switch (term.kind) {
    case "variable":
      return term.name !== "input" && locals.has(term.name);
    case "scalar":
      return true;
    case "array":
    case "set":
      return term.elements.every((element) => isKnown(element, locals));
    case "object":
      return term.entries.every(([, value]) => isKnown(value, locals));
    case "pair":
      return isKnown(term.key, locals) && isKnown(term.value, locals);
    case "comprehension":
    case "elements":
      return true;
    case "reference":
    case "call":
    case "comparison":
    case "arithmetic":
    case "template":
      return false;
  }
}
