import { type CallExpression, type Identifier, Node, type PropertyAccessExpression } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression, FunctionDefinition } from "../ir/expression.ts";
import { isChained, isList, isText, readExpression, short } from "./expressions.ts";
import { type FunctionNode, isFunctionNode, readFunction } from "./functions.ts";
import { readLibraryCall } from "./library-calls.ts";
import { nameOf, numberOf, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { declarationOf, dslFunction, isBuiltIn, symbolOf } from "./symbols.ts";

/** Reads a call: a method of a text, list or set, a function of the standard library, or a helper of the policy. */
export function readCall(reader: Reader, node: CallExpression): Expression {
  const callee = node.getExpression();
  if (Node.isPropertyAccessExpression(callee)) return readMethod(reader, node, callee);
  if (!Node.isIdentifier(callee)) throw new Refusal("BYL1102", short(callee), spanOf(callee));
  const symbol = symbolOf(callee);
  const library = symbol === undefined ? undefined : dslFunction(symbol);
  if (library !== undefined)
    return { kind: "library", call: readLibraryCall(reader, node, library), span: spanOf(node) };
  const helper = helperOf(callee);
  const number = numberOf(
    reader,
    helper.declaration,
    () => readFunction(reader, helper.node, nameOf(helper.declaration)),
    node,
  );
  const values = node.getArguments().map((argument) => readExpression(reader, argument));
  if (values.length > helper.node.getParameters().length) {
    throw new Refusal("BYL1101", "more arguments than parameters", spanOf(node));
  }
  return { kind: "call", callee: number, arguments: values, span: spanOf(node) };
}

interface HelperNode {
  readonly declaration: Node;
  readonly node: FunctionNode;
}

/** The function that a name stands for: declared, or the value of a `const`. */
export function helperOf(name: Identifier): HelperNode {
  const symbol = symbolOf(name);
  const declaration = symbol === undefined ? undefined : declarationOf(symbol);
  if (declaration === undefined || (symbol !== undefined && isBuiltIn(symbol))) {
    throw new Refusal("BYL1102", short(name), spanOf(name));
  }
  if (Node.isFunctionDeclaration(declaration)) return { declaration, node: declaration };
  if (Node.isVariableDeclaration(declaration)) {
    const initializer = declaration.getInitializer();
    const statement = declaration.getVariableStatement();
    const atTop = Node.isSourceFile(statement?.getParent());
    if (isFunctionNode(initializer) && statement?.getDeclarationKind() === "const" && atTop) {
      return { declaration, node: initializer };
    }
  }
  throw new Refusal("BYL1102", `${short(name)} is not a function of a module`, spanOf(name));
}

const textMethods = new Map([
  ["startsWith", "prefix"],
  ["endsWith", "suffix"],
  ["includes", "contains"],
] as const);

function readMethod(reader: Reader, node: CallExpression, callee: PropertyAccessExpression): Expression {
  const span = spanOf(node);
  const receiver = callee.getExpression();
  const type = receiver.getType();
  const name = callee.getName();
  const symbol = callee.getNameNode().getSymbol();
  if (type.isAny()) throw new Refusal("BYL1105", short(receiver), spanOf(receiver));
  if (symbol === undefined || !isBuiltIn(symbol)) throw new Refusal("BYL1102", short(callee), spanOf(callee));
  const [argument, ...others] = node.getArguments();
  const chained = isChained(node);
  if (argument === undefined || others.length > 0)
    throw new Refusal("BYL1102", `${name} takes one argument here`, span);
  if (isText(type)) {
    const relation = [...textMethods].find(([method]) => method === name)?.[1];
    if (relation === undefined) throw new Refusal("BYL1102", name, spanOf(callee));
    const subject = readExpression(reader, receiver);
    return { kind: "text", relation, subject, argument: readExpression(reader, argument), chained, span };
  }
  const isSet = /^(?:Readonly)?Set$/.test(type.getNonNullableType().getSymbol()?.getName() ?? "");
  if ((isSet && name === "has") || (isList(type) && name === "includes")) {
    const collection = readExpression(reader, receiver);
    return { kind: "includes", collection, element: readExpression(reader, argument), chained, span };
  }
  if (isList(type) && (name === "some" || name === "every")) {
    const collection = readExpression(reader, receiver);
    return {
      kind: "quantifier",
      quantifier: name,
      collection,
      predicate: readPredicate(reader, argument),
      chained,
      span,
    };
  }
  throw new Refusal("BYL1102", name, spanOf(callee));
}

function readPredicate(reader: Reader, node: Node): FunctionDefinition {
  if (Node.isIdentifier(node)) {
    const helper = helperOf(node);
    const number = numberOf(
      reader,
      helper.declaration,
      () => readFunction(reader, helper.node, nameOf(helper.declaration)),
      node,
    );
    const definition = reader.functions.get(number);
    if (definition !== undefined) return oneParameter(definition, node);
  }
  if (isFunctionNode(node)) return oneParameter(readFunction(reader, node), node);
  throw new Refusal("BYL1101", "a predicate that is not a function", spanOf(node));
}

function oneParameter(definition: FunctionDefinition, node: Node): FunctionDefinition {
  if (definition.parameters.length > 1)
    throw new Refusal("BYL1101", "a predicate that uses the index", spanOf(node));
  return definition;
}
