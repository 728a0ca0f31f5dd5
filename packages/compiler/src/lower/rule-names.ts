import type { Statement, Term } from "../rego/ast.ts";
import { namesInStatement, needsName, withNames } from "../rego/references.ts";
import { holds } from "../rego/terms.ts";

/** The statements of a body, and what it gives. */
export interface Body {
  readonly statements: readonly Statement[];
  readonly element: Term;
}

/** The rules that have one value, each with those that it needs; and so the sets that are made of such. */
export type SingleRules = ReadonlyMap<string, { readonly isSet: boolean; readonly needs: readonly string[] }>;

/**
 * Leaves out local names of rules where the body needs the rule's value anyway: the rule says its own name then. Under
 * negation a local name is needed.
 */
export function withRuleNames(body: Body, rules: SingleRules): Body {
  for (const [at, statement] of body.statements.entries()) {
    if (statement.kind !== "assign" || statement.target.kind !== "variable") continue;
    const { value, target } = statement;
    if (value.kind !== "variable" || rules.get(value.name)?.isSet !== false) continue;
    const others = body.statements.filter((_, index) => index !== at);
    if (!isUsed({ ...body, statements: others }, target.name)) {
      const isKnown = others.some((one) => comesOf(one, value.name, rules));
      const statements = isKnown
        ? others
        : body.statements.map((one) => (one === statement ? asked(one, value) : one));
      return withRuleNames({ ...body, statements }, rules);
    }
    const isLocal = others.some((one) => isNegated(one) && namesInStatement(one).includes(target.name));
    const isNeeded = [...others, giving(body.element)].some((one) => needsName(one, target.name));
    if (isLocal || !isNeeded) continue;
    const { statements, element } = withNames(
      { statements: others, element: body.element },
      new Map([[target.name, value.name]]),
    );
    return withRuleNames({ statements, element }, rules);
  }
  return body;
}

/** The question whether a rule has a value. */
function asked({ span }: Statement, value: Term): Statement {
  return span === undefined ? holds(value, "policy") : { ...holds(value, "policy"), span };
}

function isNegated(statement: Statement): boolean {
  return statement.kind === "expression" && statement.negated;
}

function isUsed({ statements, element }: Body, name: string): boolean {
  return [...statements, giving(element)].some((one) => namesInStatement(one).includes(name));
}

function giving(value: Term): Statement {
  return { kind: "assign", target: { kind: "variable", name: "_" }, value, origin: "binding" };
}

/** Whether a statement goes through a set that is empty where a rule has no value. */
function comesOf(statement: Statement, name: string, rules: SingleRules): boolean {
  if (statement.kind !== "some" || statement.collection.kind !== "variable") return false;
  const needsIt = (rule: string): boolean =>
    rules.get(rule)?.needs.some((needed) => needed === name || needsIt(needed)) === true;
  return needsIt(statement.collection.name);
}
