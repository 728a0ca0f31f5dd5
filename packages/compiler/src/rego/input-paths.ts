import type { Statement, Term } from "./ast.ts";

/** The keys on the way to a fixed place of the input. */
export type Path = readonly string[];

/** The path of a reference to a fixed place of the input. */
export function inputPath(term: unknown): Path | undefined {
  if (!isReference(term) || term.head.kind !== "variable" || term.head.name !== "input") return undefined;
  return textsOf(term.path);
}

/** What `input.path == "literal"` asks. */
export function askedLiteral(
  statement: Statement,
): { readonly path: Path; readonly literal: string } | undefined {
  if (statement.kind !== "expression" || statement.negated) return undefined;
  const { term } = statement;
  if (term.kind !== "comparison" || term.operator !== "==") return undefined;
  const path = inputPath(term.left);
  if (path === undefined || term.right.kind !== "scalar" || typeof term.right.value !== "string")
    return undefined;
  return { path, literal: term.right.value };
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
