import {
  type CallExpression,
  type Expression as ExpressionNode,
  Node,
  type PropertyAccessExpression,
} from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Binding, Expression } from "../ir/expression.ts";
import type { FindingStep } from "../ir/finding.ts";
import { helperOf } from "./calls.ts";
import { isList, readCondition, readExpression, short } from "./expressions.ts";
import { readFinding } from "./finding-values.ts";
import { readFindingCall } from "./findings.ts";
import { type FunctionNode, isFunctionNode, readBinding } from "./functions.ts";
import { nested, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { isBuiltIn } from "./symbols.ts";

type Steps = readonly FindingStep[];

/**
 * Reads a list of findings: an array literal, a choice of two lists, a list that `map` or `flatMap` makes, or what
 * another function finds.
 */
export function readFindingList(reader: Reader, node: Node): Steps {
  return nested(reader, node, () => readList(reader, node));
}

function readList(reader: Reader, node: Node): Steps {
  const span = spanOf(node);
  if (Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node))
    return readFindingList(reader, node.getExpression());
  if (Node.isArrayLiteralExpression(node)) {
    return node
      .getElements()
      .flatMap((element) =>
        Node.isSpreadElement(element)
          ? readFindingList(reader, element.getExpression())
          : [readFinding(reader, element)],
      );
  }
  if (Node.isConditionalExpression(node)) {
    const test = readCondition(reader, node.getCondition());
    const whenTrue = readFindingList(reader, node.getWhenTrue());
    return [{ kind: "if", test, whenTrue, otherwise: readFindingList(reader, node.getWhenFalse()), span }];
  }
  if (Node.isCallExpression(node)) {
    const callee = node.getExpression();
    return Node.isPropertyAccessExpression(callee)
      ? readMapped(reader, node, callee)
      : readFindingCall(reader, node);
  }
  throw new Refusal("BYL1201", short(node), span);
}

/** The elements of a list that a chain of `filter` leaves: each of them with what it must satisfy. */
interface Elements {
  readonly collection: Expression;
  readonly bindings: readonly Binding[];
  readonly tests: readonly Expression[];
}

function readMapped(reader: Reader, node: CallExpression, callee: PropertyAccessExpression): Steps {
  const name = methodOfList(callee);
  if (name !== "map" && name !== "flatMap") throw new Refusal("BYL1102", short(callee), spanOf(callee));
  const elements = readElements(reader, callee.getExpression());
  const { bindings, body } = functionOfElement(reader, node);
  const steps = name === "map" ? [readFinding(reader, body)] : readFindingList(reader, body);
  const span = spanOf(node);
  return [
    {
      kind: "each",
      collection: elements.collection,
      bindings: [...elements.bindings, ...bindings],
      steps: elements.tests.reduceRight<Steps>(
        (inner, test) => [{ kind: "if", test, whenTrue: inner, otherwise: [], span }],
        steps,
      ),
      span,
    },
  ];
}

function readElements(reader: Reader, node: Node): Elements {
  const callee = Node.isCallExpression(node) ? node.getExpression() : undefined;
  if (Node.isCallExpression(node) && Node.isPropertyAccessExpression(callee) && isFilter(callee)) {
    const inner = readElements(reader, callee.getExpression());
    const { bindings, body } = functionOfElement(reader, node);
    const test = readCondition(reader, body);
    return { ...inner, bindings: [...inner.bindings, ...bindings], tests: [...inner.tests, test] };
  }
  return { collection: readExpression(reader, node), bindings: [], tests: [] };
}

function isFilter(callee: PropertyAccessExpression): boolean {
  return callee.getName() === "filter" && methodOfList(callee) === "filter";
}

/** The name of a method of arrays. */
function methodOfList(callee: PropertyAccessExpression): string | undefined {
  const symbol = callee.getNameNode().getSymbol();
  if (symbol === undefined || !isBuiltIn(symbol) || !isList(callee.getExpression().getType()))
    return undefined;
  // `a?.map(f)` may be undefined, which is no list.
  return callee.hasQuestionDotToken() ? undefined : callee.getName();
}

/** The function that a method is given, as what it binds and the expression that it returns. */
function functionOfElement(
  reader: Reader,
  call: CallExpression,
): { readonly bindings: readonly Binding[]; readonly body: ExpressionNode } {
  const [argument, ...others] = call.getArguments();
  const given = argument !== undefined && Node.isIdentifier(argument) ? helperOf(argument).node : argument;
  if (!isFunctionNode(given) || others.length > 0) throw new Refusal("BYL1201", short(call), spanOf(call));
  if (given.getParameters().length > 1)
    throw new Refusal("BYL1101", "a function that uses the index", spanOf(given));
  const [parameter] = given.getParameters();
  return {
    bindings: parameter === undefined ? [] : readBinding(reader, parameter.getNameNode()),
    body: onlyExpression(given),
  };
}

function onlyExpression(node: FunctionNode): ExpressionNode {
  const body = node.getBody();
  if (Node.isExpression(body)) return body;
  const [statement, ...others] = Node.isBlock(body) ? body.getStatements() : [];
  const value = Node.isReturnStatement(statement) ? statement.getExpression() : undefined;
  if (value === undefined || others.length > 0)
    throw new Refusal("BYL1201", "a function that is not one expression", spanOf(node));
  return value;
}
