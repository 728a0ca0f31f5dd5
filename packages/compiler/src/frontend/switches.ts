import { type Expression as ExpressionNode, Node, type Statement, type SwitchStatement } from "ts-morph";
import type { Expression } from "../ir/expression.ts";
import { readExpression } from "./expressions.ts";
import type { Reader } from "./reader.ts";
import { spanOf } from "./span.ts";

/** The clauses of a `switch`: the values that lead to each list of statements, and the statements of `default`. */
export interface Clauses {
  readonly cases: readonly {
    readonly values: readonly ExpressionNode[];
    readonly statements: readonly Statement[];
  }[];
  readonly otherwise: readonly Statement[] | undefined;
}

/** Takes a `switch` apart; a clause runs on into the ones below it until it returns or breaks. */
export function clausesOf(node: SwitchStatement): Clauses {
  const clauses = node.getClauses();
  const below = (from: number): readonly Statement[] =>
    clauses.slice(from).flatMap((clause) => clause.getStatements());
  const defaultAt = clauses.findIndex((clause) => Node.isDefaultClause(clause));
  const cases: { values: readonly ExpressionNode[]; statements: readonly Statement[] }[] = [];
  let values: readonly ExpressionNode[] = [];
  for (const [index, clause] of clauses.entries()) {
    if (!Node.isCaseClause(clause)) continue;
    values = [...values, clause.getExpression()];
    const isLast = index === clauses.length - 1;
    if (clause.getStatements().length === 0 && !isLast && Node.isCaseClause(clauses[index + 1])) continue;
    cases.push({ values, statements: below(index) });
    values = [];
  }
  return { cases, otherwise: defaultAt === -1 ? undefined : below(defaultAt) };
}

/**
 * Reads a `switch` as conditions, one below the other.
 * @param branch gives what comes of a clause, from its statements on
 */
export function readClauses(
  reader: Reader,
  node: SwitchStatement,
  branch: (statements: readonly Statement[]) => Expression,
): Expression {
  const subject = readExpression(reader, node.getExpression());
  const { cases, otherwise } = clausesOf(node);
  const last = branch(otherwise ?? []);
  // The subject is evaluated even if nothing is compared with it.
  if (cases.length === 0) return { kind: "let", bindings: [], value: subject, body: last, span: last.span };
  return cases.reduceRight<Expression>((below, { values, statements }) => {
    const tests = values.map((value): Expression => {
      const right = readExpression(reader, value);
      return { kind: "compare", operator: "===", left: subject, right, span: spanOf(value) };
    });
    const test = tests.reduce((left, right) => ({ kind: "or", left, right, span: right.span }));
    return { kind: "conditional", test, whenTrue: branch(statements), otherwise: below, span: test.span };
  }, last);
}

/** Whether a `switch` without `default` has a clause for each value that its subject may have. */
export function isExhaustive(node: SwitchStatement): boolean {
  const clauses = node.getClauses();
  if (clauses.some((clause) => Node.isDefaultClause(clause))) return false;
  const type = node.getExpression().getType();
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  const covered = new Set(
    clauses.flatMap((clause) =>
      Node.isCaseClause(clause) ? [clause.getExpression().getType().getText()] : [],
    ),
  );
  return members.every(
    (member) =>
      (member.isLiteral() || member.isUndefined() || member.isNull()) && covered.has(member.getText()),
  );
}
