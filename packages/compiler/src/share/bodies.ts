import type { Head, Rule, Statement, Term } from "../rego/ast.ts";
import { namesBoundBy } from "../rego/references.ts";

/** A body that puts something into a set. */
export type SetBody = Extract<Rule, { kind: "rule" }> & {
  readonly head: Extract<Head, { kind: "contains" }>;
};

export function isSetBody(rule: Rule): rule is SetBody {
  return rule.kind === "rule" && rule.head.kind === "contains";
}

/** A body that says what it finds. */
export function isFinding(rule: Rule): rule is SetBody {
  return isSetBody(rule) && rule.head.element.kind === "object";
}

/** A body that finds a malformed path: it says no more than where. */
export function isCheck(rule: Rule): rule is SetBody & { readonly head: { readonly element: TextTerm } } {
  return isSetBody(rule) && rule.metadata === undefined && isText(rule.head.element);
}

type TextTerm = { readonly kind: "scalar"; readonly value: string };

function isText(term: Term): term is TextTerm {
  return term.kind === "scalar" && typeof term.value === "string";
}

/** The names that statements give to what stands after them. */
export function boundNames(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap(namesBoundBy);
}

/**
 * The rules with some replaced, each where it stood, and others at the end.
 * @param replaced what stands for a rule; nothing when it is gone
 */
export function replaceRules(
  rules: readonly Rule[],
  replaced: ReadonlyMap<Rule, readonly Rule[]>,
  added: readonly Rule[],
): readonly Rule[] {
  return [...rules.flatMap((rule) => replaced.get(rule) ?? [rule]), ...added];
}
