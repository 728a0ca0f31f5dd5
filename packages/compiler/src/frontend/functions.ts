import {
  type ArrowFunction,
  type FunctionDeclaration,
  type FunctionExpression,
  type MethodDeclaration,
  Node,
  type ParameterDeclaration,
} from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { FunctionDefinition } from "../ir/expression.ts";
import { readParameter } from "./bindings.ts";
import { readExpression } from "./expressions.ts";
import { nameOf, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { readStatements } from "./statements.ts";

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

/** The parameters that a call has arguments for: `this` is a type alone. */
export function parametersOf(node: FunctionNode): readonly ParameterDeclaration[] {
  return node.getParameters().filter((parameter) => parameter.getName() !== "this");
}

/** What a function's last parameter says of the arguments that are left over. */
export function restOf(node: FunctionNode): Pick<FunctionDefinition, "takesRest"> {
  return parametersOf(node).at(-1)?.isRestParameter() === true ? { takesRest: true } : {};
}

/** Reads a function as one expression. */
export function readFunction(
  reader: Reader,
  node: FunctionNode,
  name: string = nameOf(node),
): FunctionDefinition {
  if (node.isAsync()) throw new Refusal("BYL1149", "an async function", spanOf(node));
  if (!Node.isArrowFunction(node) && node.isGenerator())
    throw new Refusal("BYL1149", "a generator, which only `yield*` alone calls", spanOf(node));
  const returns = node.getReturnTypeNode();
  if (Node.isTypePredicate(returns)) throw new Refusal("BYL1122", "", spanOf(returns));
  const parameters = parametersOf(node).map((parameter) => readParameter(reader, parameter));
  const body = node.getBody();
  if (body === undefined) throw new Refusal("BYL1121", "it has no body", spanOf(node));
  const expression = Node.isBlock(body)
    ? readStatements(reader, body.getStatements(), { block: body })
    : readExpression(reader, body);
  return {
    name,
    parameters,
    ...restOf(node),
    body: expression,
    span: spanOf(node),
  };
}
