import { type CallExpression, type Identifier, Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression, FunctionDefinition } from "../ir/expression.ts";
import { readExpression, short } from "./expressions.ts";
import { type FunctionNode, isFunctionNode, parametersOf, readFunction } from "./functions.ts";
import { refuseGlobal } from "./globals.ts";
import { readLibraryCall } from "./library-calls.ts";
import { constantOf, constantValue } from "./literals.ts";
import { readMethod } from "./methods.ts";
import { nameOf, numberOf, opened, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { declarationOf, dslFunction, isLibraryFile, memberOfModule, symbolOf } from "./symbols.ts";
import { isBoolean } from "./types.ts";

/** Reads a call: a method of a text, list or set, a function of the standard library, or a helper of the policy. */
export function readCall(reader: Reader, node: CallExpression): Expression {
  const callee = memberOfModule(node.getExpression());
  if (Node.isPropertyAccessExpression(callee)) return readMethod(reader, node, callee);
  if (!Node.isIdentifier(callee)) throw new Refusal("BYL1102", short(callee), spanOf(callee));
  const symbol = symbolOf(callee);
  const library = symbol === undefined ? undefined : dslFunction(symbol);
  if (library === "sorted") {
    const [list, ...others] = node.getArguments();
    if (list === undefined || others.length > 0) throw new Refusal("BYL1102", short(node), spanOf(node));
    return { kind: "sorted", list: readExpression(reader, list), span: spanOf(node) };
  }
  if (library !== undefined)
    return { kind: "library", call: readLibraryCall(reader, node, library), span: spanOf(node) };
  refuseGlobal(callee);
  const helper = helperOf(callee, reader);
  const parameters = parametersOf(helper.node);
  if (node.getArguments().length > parameters.length && parameters.at(-1)?.isRestParameter() !== true) {
    throw new Refusal("BYL1101", "more arguments than parameters", spanOf(node));
  }
  const functions = functionArguments(reader, node, helper);
  const values = node
    .getArguments()
    .map(
      (argument, index): Expression =>
        functions.has(index)
          ? { kind: "undefined", span: spanOf(argument) }
          : readExpression(reader, argument),
    );
  if (functions.size > 0) return readGiven(reader, helper, functions, values, node);
  if (helper.isLocal) {
    return {
      kind: "apply",
      function: readLocal(reader, helper, node),
      arguments: values,
      span: spanOf(node),
    };
  }
  return { kind: "call", callee: readHelper(reader, helper, node), arguments: values, span: spanOf(node) };
}

/** The arguments of a call that are functions. */
function functionArguments(
  reader: Reader,
  node: CallExpression,
  helper: HelperNode,
): ReadonlyMap<number, FunctionNode> {
  const found = new Map<number, FunctionNode>();
  for (const [index, argument] of node.getArguments().entries()) {
    if (parametersOf(helper.node)[index]?.isRestParameter() === true) break;
    if (isFunctionNode(argument)) found.set(index, argument);
    else if (Node.isIdentifier(argument) && argument.getType().getCallSignatures().length > 0)
      found.set(index, helperOf(argument, reader).node);
  }
  return found;
}

/** A helper that is given functions is read anew for them: each call of such a parameter is one of its function. */
function readGiven(
  reader: Reader,
  helper: HelperNode,
  functions: ReadonlyMap<number, FunctionNode>,
  values: readonly Expression[],
  node: CallExpression,
): Expression {
  const symbols = [...functions].map(([index, given]) => {
    const symbol = parametersOf(helper.node)[index]?.getNameNode().getSymbol();
    if (symbol === undefined) throw new Refusal("BYL1101", "a function that is taken apart", spanOf(node));
    return [symbol, given] as const;
  });
  for (const [symbol, given] of symbols) reader.given.set(symbol, given);
  try {
    return {
      kind: "apply",
      function: readLocal(reader, helper, node),
      arguments: values,
      span: spanOf(node),
    };
  } finally {
    for (const [symbol] of symbols) reader.given.delete(symbol);
  }
}

interface HelperNode {
  readonly declaration: Node;
  readonly node: FunctionNode;
  /** Declared inside of a function, whose names it sees. */
  readonly isLocal: boolean;
}

/** The function that a name stands for: declared, the value of a `const`, or an argument of the helper that is read. */
export function helperOf(name: Identifier, { given }: Pick<Reader, "given">): HelperNode {
  const symbol = symbolOf(name);
  const passed = symbol === undefined ? undefined : given.get(symbol);
  if (isFunctionNode(passed)) return { declaration: passed, node: passed, isLocal: true };
  const declaration = symbol === undefined ? undefined : declarationOf(symbol);
  if (declaration === undefined || isLibraryFile(declaration.getSourceFile()))
    throw new Refusal("BYL1102", short(name), spanOf(name));
  const held = heldFunction(declaration);
  if (held === undefined)
    throw new Refusal("BYL1102", `${short(name)} is not a function of a module`, spanOf(name));
  return held;
}

/** The function that a declaration declares, or that the value of a constant or of a module is. */
function heldFunction(declaration: Node): HelperNode | undefined {
  if (Node.isFunctionDeclaration(declaration))
    return { declaration, node: declaration, isLocal: !Node.isSourceFile(declaration.getParent()) };
  const value = constantValue(declaration);
  const node = value === undefined ? undefined : constantOf(value);
  if (isFunctionNode(node)) {
    const holder = node.getFirstAncestor((one) => constantValue(one) !== undefined) ?? node;
    const isLocal = holder.getFirstAncestor((one) => Node.isBlock(one) || isFunctionNode(one)) !== undefined;
    return { declaration: holder, node, isLocal };
  }
  const symbol = Node.isIdentifier(node) ? symbolOf(node) : undefined;
  const function_ = symbol === undefined ? undefined : declarationOf(symbol);
  return Node.isFunctionDeclaration(function_) && !isLibraryFile(function_.getSourceFile())
    ? heldFunction(function_)
    : undefined;
}

function readHelper(reader: Reader, helper: HelperNode, use: Node): number {
  const { declaration, node } = helper;
  return numberOf(reader, declaration, () => readFunction(reader, node, nameOf(declaration)), use);
}

function readLocal(reader: Reader, helper: HelperNode, use: Node): FunctionDefinition {
  const { declaration, node } = helper;
  return opened(reader, declaration, () => readFunction(reader, node, nameOf(declaration)), use);
}

/** Reads a function that is asked of each element; its answer must be a boolean. */
export function readPredicate(reader: Reader, node: Node): FunctionDefinition {
  const given = Node.isIdentifier(node) ? helperOf(node, reader).node : node;
  const type = isFunctionNode(given) ? given.getReturnType() : undefined;
  if (type !== undefined && !isBoolean(type)) {
    const text = type.getText(node).slice(0, 60);
    throw new Refusal("BYL1103", `${short(node)} gives ${text}`, spanOf(node));
  }
  return readCallback(reader, node);
}

/** Reads the function that is given to an array method: of the element alone. */
export function readCallback(reader: Reader, node: Node): FunctionDefinition {
  if (Node.isIdentifier(node)) {
    const helper = helperOf(node, reader);
    if (helper.isLocal) return oneParameter(readLocal(reader, helper, node), node);
    const definition = reader.functions.get(readHelper(reader, helper, node));
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
