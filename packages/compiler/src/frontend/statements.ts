import { Node, type Statement, type SwitchStatement, type VariableDeclaration } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { readBinding } from "./bindings.ts";
import { readCondition, readExpression } from "./expressions.ts";
import { isFunctionNode } from "./functions.ts";
import { constantOf } from "./literals.ts";
import { nested, type Reader } from "./reader.ts";
import { refuseSyntax } from "./refused-syntax.ts";
import { spanOf } from "./span.ts";
import { isExhaustive, readClauses } from "./switches.ts";

/** Where a statement stands: the block to name when it may end, and what comes after the `switch` around it. */
export interface Place {
  readonly block: Node;
  readonly afterSwitch?: { readonly statements: readonly Statement[]; readonly place: Place };
  /** TypeScript shows that the end is never reached. */
  readonly unreachable?: boolean;
}

/** Reads statements as one expression: what follows an `if` or a `switch` is read for each branch that goes on to it. */
export function readStatements(reader: Reader, statements: readonly Statement[], place: Place): Expression {
  return nested(reader, place.block, () => {
    const [statement, ...rest] = statements;
    if (statement === undefined) {
      if (place.unreachable === true) return { kind: "unreachable", span: spanOf(place.block) };
      throw new Refusal("BYL1121", "it may end without a return", spanOf(place.block));
    }
    if (Node.isReturnStatement(statement)) {
      const value = statement.getExpression();
      return value === undefined
        ? { kind: "undefined", span: spanOf(statement) }
        : readExpression(reader, value);
    }
    if (Node.isIfStatement(statement)) {
      const branch = (taken: Statement | undefined): Expression =>
        readStatements(reader, [...(taken === undefined ? [] : [taken]), ...rest], place);
      return {
        kind: "conditional",
        test: readCondition(reader, statement.getExpression()),
        whenTrue: branch(statement.getThenStatement()),
        otherwise: branch(statement.getElseStatement()),
        span: spanOf(statement),
      };
    }
    if (Node.isBlock(statement))
      return readStatements(reader, [...statement.getStatements(), ...rest], place);
    if (Node.isSwitchStatement(statement)) return readSwitch(reader, statement, rest, place);
    if (Node.isBreakStatement(statement)) {
      const after = place.afterSwitch;
      if (after === undefined || statement.getLabel() !== undefined)
        throw new Refusal("BYL1121", "a break outside of a switch", spanOf(statement));
      return readStatements(reader, after.statements, after.place);
    }
    if (Node.isVariableStatement(statement)) return readVariables(reader, statement, rest, place);
    // A function is read where it is called; a type says nothing at run time.
    if (
      Node.isFunctionDeclaration(statement) ||
      Node.isTypeAliasDeclaration(statement) ||
      Node.isInterfaceDeclaration(statement) ||
      Node.isEmptyStatement(statement)
    )
      return readStatements(reader, rest, place);
    refuseSyntax(statement, firstLine(statement));
    if (Node.isExpressionStatement(statement)) readExpression(reader, statement.getExpression());
    throw new Refusal("BYL1121", firstLine(statement), spanOf(statement));
  });
}

function readSwitch(
  reader: Reader,
  statement: SwitchStatement,
  rest: readonly Statement[],
  place: Place,
): Expression {
  const exhausted = isExhaustive(statement) && rest.length === 0;
  const after: Place = exhausted ? { ...place, unreachable: true } : place;
  const inside: Place = { ...after, afterSwitch: { statements: rest, place: after } };
  return readClauses(reader, statement, (statements) =>
    readStatements(reader, [...statements, ...rest], inside),
  );
}

function readVariables(
  reader: Reader,
  statement: Statement,
  rest: readonly Statement[],
  place: Place,
): Expression {
  if (!Node.isVariableStatement(statement)) throw new Refusal("BYL1121", "", spanOf(statement));
  if (statement.getDeclarationKind() !== "const") {
    throw new Refusal("BYL1147", firstLine(statement), spanOf(statement));
  }
  const bound = statement.getDeclarations().flatMap((declaration) => {
    const initializer = declaration.getInitializer();
    // A function is read where it is called.
    if (initializer !== undefined && isFunctionNode(constantOf(initializer))) return [];
    return [boundBy(reader, declaration)];
  });
  return bound.reduceRight<Expression>(
    (body, { value, bindings, span }) => ({ kind: "let", bindings, value, body, span }),
    readStatements(reader, rest, place),
  );
}

function boundBy(reader: Reader, declaration: VariableDeclaration) {
  const initializer = declaration.getInitializer();
  if (initializer === undefined) throw new Refusal("BYL1121", "a const without a value", spanOf(declaration));
  const value = readExpression(reader, initializer);
  return { value, bindings: readBinding(reader, declaration.getNameNode()), span: spanOf(declaration) };
}

function firstLine(node: Node): string {
  return (node.getText().split("\n")[0] ?? "").slice(0, 60);
}
