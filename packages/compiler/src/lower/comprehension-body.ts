import type { Statement, Term } from "../rego/ast.ts";
import { namesBoundBy, namesIn, namesInStatement } from "../rego/references.ts";
import { compare, setOf } from "../rego/terms.ts";

/**
 * The body of a comprehension as OPA can run it. OPA makes an index of some comprehensions by the names that these take
 * from the body around, where each is given a value in them, too: by a reference that it is a key of, or by being equal to
 * something. Then it runs them without the values from around, and fails of a call that asks for a name before it has one.
 */
export function comprehensionBody(body: readonly Statement[]): readonly Statement[] {
  const isFirst = (statement: Statement, at: number): boolean => {
    if (statement.kind !== "expression" || statement.negated) return false;
    if (!isLookUp(statement.term) && !isEqualToScalar(statement, body.slice(0, at))) return false;
    const names = namesIn(statement);
    return !body.slice(0, at).some((before) => namesBoundBy(before).some((name) => names.has(name)));
  };
  const first = body.filter(isFirst);
  const ordered = [...first, ...body.filter((statement) => !first.includes(statement))];
  return ordered.map((statement, at) => withoutGiving(statement, ordered.slice(0, at)));
}

/** `is_array(input.parsed_query[key])` and its like, which fail of nothing. */
function isLookUp(term: Term): boolean {
  switch (term.kind) {
    case "reference":
      return term.path.some(({ kind }) => kind === "variable");
    case "comparison":
      return term.operator === "!=" && term.right.kind === "scalar" && isLookUp(term.left);
    case "call":
      return /^(?:is_\w+|type_name)$/.test(term.name) && term.arguments.some(isLookUp);
    default:
      return false;
  }
}

/** Whether a statement compares a name from around with a scalar, and something before it asks for the name. */
function isEqualToScalar(statement: Statement, before: readonly Statement[]): boolean {
  const given = givenBy(statement, before);
  return given !== undefined && given.by.kind === "scalar";
}

/** The statement, or one that asks the same and gives no value to a name that was asked for before. */
function withoutGiving(statement: Statement, before: readonly Statement[]): Statement {
  const given = givenBy(statement, before);
  if (given === undefined || statement.kind !== "expression") return statement;
  return { ...statement, term: compare(given.by, "in", setOf([given.name])) };
}

interface Given {
  readonly name: Term;
  readonly by: Term;
}

/** A name from around that is asked for before, and what the statement says that it equals. */
function givenBy(statement: Statement, before: readonly Statement[]): Given | undefined {
  if (statement.kind !== "expression" || statement.negated) return undefined;
  const { term } = statement;
  if (term.kind !== "comparison" || term.operator !== "==") return undefined;
  const sides: readonly Given[] = [
    { name: term.left, by: term.right },
    { name: term.right, by: term.left },
  ];
  return sides.find(
    ({ name }) =>
      name.kind === "variable" &&
      before.some((one) => namesInStatement(one).includes(name.name)) &&
      !before.some((one) => namesBoundBy(one).includes(name.name)),
  );
}
