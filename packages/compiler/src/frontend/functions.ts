import {
  type ArrowFunction,
  type BindingElement,
  type BindingName,
  type FunctionDeclaration,
  type FunctionExpression,
  type MethodDeclaration,
  Node,
  type ParameterDeclaration,
  type Statement,
} from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding, Expression, FunctionDefinition } from "../ir/expression.ts";
import { readCondition, readExpression } from "./expressions.ts";
import { bindLocal, nameOf, nested, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";

export type FunctionNode = ArrowFunction | FunctionExpression | FunctionDeclaration | MethodDeclaration;

/** Whether a node is a function that can be read. */
export function isFunctionNode(node: Node | undefined): node is FunctionNode {
  return (
    Node.isArrowFunction(node) ||
    Node.isFunctionExpression(node) ||
    Node.isFunctionDeclaration(node) ||
    Node.isMethodDeclaration(node)
  );
}

/** Reads a function as one expression. */
export function readFunction(
  reader: Reader,
  node: FunctionNode,
  name: string = nameOf(node),
): FunctionDefinition {
  if (node.isAsync()) throw new Refusal("BYL1101", "an async function", spanOf(node));
  if (!Node.isArrowFunction(node) && node.isGenerator())
    throw new Refusal("BYL1101", "a generator", spanOf(node));
  if (node.getTypeParameters().length > 0) throw new Refusal("BYL1101", "a generic function", spanOf(node));
  const returns = node.getReturnTypeNode();
  if (Node.isTypePredicate(returns)) throw new Refusal("BYL1122", "", spanOf(returns));
  const parameters = node.getParameters().map((parameter) => readParameter(reader, parameter));
  const body = node.getBody();
  if (body === undefined) throw new Refusal("BYL1121", "it has no body", spanOf(node));
  const expression = Node.isBlock(body)
    ? readStatements(reader, body.getStatements(), body)
    : readExpression(reader, body);
  return { name, parameters, body: expression, span: spanOf(node) };
}

function readParameter(reader: Reader, parameter: ParameterDeclaration): readonly Binding[] {
  if (parameter.isRestParameter()) throw new Refusal("BYL1101", "a rest parameter", spanOf(parameter));
  if (parameter.hasInitializer())
    throw new Refusal("BYL1101", "a parameter with a default", spanOf(parameter));
  return readBinding(reader, parameter.getNameNode());
}

/** What a name or a destructuring pattern binds. */
export function readBinding(reader: Reader, name: BindingName): readonly Binding[] {
  return bindingsAt(reader, name, []);
}

function bindingsAt(reader: Reader, name: BindingName, path: Binding["path"]): readonly Binding[] {
  if (Node.isIdentifier(name)) return [{ local: bindLocal(reader, name), path }];
  if (Node.isObjectBindingPattern(name)) {
    return name.getElements().flatMap((element) => {
      refuseUnclear(element);
      const property = element.getPropertyNameNode();
      const key = property === undefined ? element.getName() : keyOf(property);
      return bindingsAt(reader, element.getNameNode(), [...path, key]);
    });
  }
  return name.getElements().flatMap((element, index) => {
    if (Node.isOmittedExpression(element)) return [];
    refuseUnclear(element);
    return bindingsAt(reader, element.getNameNode(), [...path, index]);
  });
}

function refuseUnclear(element: BindingElement): void {
  if (element.getDotDotDotToken() !== undefined)
    throw new Refusal("BYL1101", "a rest pattern", spanOf(element));
  if (element.hasInitializer()) {
    throw new Refusal("BYL1101", "a pattern with a default, which does not apply to null", spanOf(element));
  }
}

function keyOf(property: Node): string {
  if (Node.isIdentifier(property)) return property.getText();
  if (Node.isStringLiteral(property)) return property.getLiteralValue();
  throw new Refusal("BYL1113", "", spanOf(property));
}

function readStatements(reader: Reader, statements: readonly Statement[], block: Node): Expression {
  return nested(reader, block, () => {
    const [statement, ...rest] = statements;
    if (statement === undefined) throw new Refusal("BYL1121", "it may end without a return", spanOf(block));
    if (Node.isReturnStatement(statement)) {
      const value = statement.getExpression();
      return value === undefined
        ? { kind: "undefined", span: spanOf(statement) }
        : readExpression(reader, value);
    }
    if (Node.isIfStatement(statement)) {
      const otherwise = statement.getElseStatement();
      const branch = (taken: Statement | undefined): Expression =>
        // What follows is read for each branch that goes on to it.
        readStatements(reader, [...(taken === undefined ? [] : asStatements(taken)), ...rest], block);
      return {
        kind: "conditional",
        test: readCondition(reader, statement.getExpression()),
        whenTrue: branch(statement.getThenStatement()),
        otherwise: branch(otherwise),
        span: spanOf(statement),
      };
    }
    if (Node.isVariableStatement(statement)) return readVariables(reader, statement, rest, block);
    throw new Refusal("BYL1121", firstLine(statement), spanOf(statement));
  });
}

function asStatements(statement: Statement): readonly Statement[] {
  return Node.isBlock(statement) ? statement.getStatements() : [statement];
}

function readVariables(
  reader: Reader,
  statement: Statement,
  rest: readonly Statement[],
  block: Node,
): Expression {
  if (!Node.isVariableStatement(statement)) throw new Refusal("BYL1121", "", spanOf(statement));
  if (statement.getDeclarationKind() !== "const") {
    throw new Refusal("BYL1121", "write const: variables do not change", spanOf(statement));
  }
  const bound = statement.getDeclarations().map((declaration) => {
    const initializer = declaration.getInitializer();
    if (initializer === undefined)
      throw new Refusal("BYL1121", "a const without a value", spanOf(declaration));
    const value = readExpression(reader, initializer);
    return { value, bindings: readBinding(reader, declaration.getNameNode()), span: spanOf(declaration) };
  });
  return bound.reduceRight<Expression>(
    (body, { value, bindings, span }) => ({ kind: "let", bindings, value, body, span }),
    readStatements(reader, rest, block),
  );
}

function firstLine(node: Node): string {
  return (node.getText().split("\n")[0] ?? "").slice(0, 60);
}
