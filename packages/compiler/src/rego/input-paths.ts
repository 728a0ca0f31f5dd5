import type { Operator, Statement, Term } from "./ast.ts";
import { scalar, setOf } from "./terms.ts";

/** The keys on the way to a fixed place of the input. */
export type Path = readonly string[];

/** The path of a reference to a fixed place of the input. */
export function inputPath(term: unknown): Path | undefined {
  if (!isReference(term) || term.head.kind !== "variable" || term.head.name !== "input") return undefined;
  return textsOf(term.path);
}

/** What `input.path == "literal"` asks, or `input.path in {"literal", "other"}`. */
export function askedLiterals(
  statement: Statement,
): { readonly path: Path; readonly literals: readonly string[] } | undefined {
  if (statement.kind !== "expression" || statement.negated) return undefined;
  const { term } = statement;
  if (term.kind !== "comparison") return undefined;
  const path = inputPath(term.left);
  const literals = path === undefined ? undefined : literalsOf(term.operator, term.right);
  return path === undefined || literals === undefined ? undefined : { path, literals };
}

function literalsOf(operator: Operator, right: Term): readonly string[] | undefined {
  if (operator === "==") return textsOf([right]);
  return operator === "in" && right.kind === "set" ? textsOf(right.elements) : undefined;
}

/** The same question for other literals: `input.path in {…}`. */
export function askedOf(statement: Statement, literals: readonly string[]): Statement {
  if (statement.kind !== "expression" || statement.term.kind !== "comparison") return statement;
  return { ...statement, term: { ...statement.term, operator: "in", right: setOf(literals.map(scalar)) } };
}

/** Terms as texts, when all of them are constant ones. */
export function textsOf(terms: readonly Term[]): readonly string[] | undefined {
  const found = terms.map((term) =>
    term.kind === "scalar" && typeof term.value === "string" ? term.value : undefined,
  );
  return found.every((text) => text !== undefined) ? found : undefined;
}

function isReference(term: unknown): term is Extract<Term, { kind: "reference" }> {
  return typeof term === "object" && term !== null && "kind" in term && term.kind === "reference";
}
