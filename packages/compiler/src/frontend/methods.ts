import { type CallExpression, Node, type PropertyAccessExpression, type Type } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression, TextRelation, Transform, ValueMethod } from "../ir/expression.ts";
import { readCallback, readPredicate } from "./calls.ts";
import { isChained, readExpression, short } from "./expressions.ts";
import { refuseGlobal } from "./globals.ts";
import { readObjectFunction } from "./object-functions.ts";
import type { Reader } from "./reader.ts";
import * as refused from "./refused-functions.ts";
import { refuseSyntax } from "./refused-syntax.ts";
import { schemaOfShape } from "./shapes.ts";
import { spanOf } from "./span.ts";
import { readSum } from "./sums.ts";
import { isBuiltIn, isDslDeclaration, symbolOf } from "./symbols.ts";
import { isList, isMap, isSet, isText } from "./types.ts";

/** Reads `receiver.method(…)`. */
export function readMethod(
  reader: Reader,
  node: CallExpression,
  callee: PropertyAccessExpression,
): Expression {
  const receiver = callee.getExpression();
  const type = receiver.getType();
  const symbol = callee.getNameNode().getSymbol();
  if (Node.isIdentifier(receiver)) refuseGlobal(receiver);
  refuseSyntax(receiver, short(receiver));
  if (type.isAny()) throw new Refusal("BYL1105", short(receiver), spanOf(receiver));
  if (symbol !== undefined && callee.getName() === "is" && isDslDeclaration(symbol))
    return readShapeQuestion(reader, node, receiver);
  if (symbol === undefined || !isBuiltIn(symbol)) throw new Refusal("BYL1102", short(callee), spanOf(callee));
  const global = Node.isIdentifier(receiver) ? symbolOf(receiver) : undefined;
  if (global?.getName() === "Object" && isBuiltIn(global))
    return readObjectFunction(reader, node, callee.getName());
  const method: Method = { node, callee, receiver, name: callee.getName(), chained: isChained(node) };
  refuseMethod(method, type);
  const read =
    (isText(type) && readTextMethod(reader, method)) ||
    (isSet(type) && readSetMethod(reader, method)) ||
    (isMap(type) && readMapMethod(reader, method)) ||
    (isList(type) && readListMethod(reader, method));
  if (read === false || read === undefined) throw new Refusal("BYL1102", method.name, spanOf(callee));
  return read;
}

function refuseMethod({ callee, name }: Method, type: Type): void {
  const table = isText(type)
    ? refused.textMethods
    : isList(type)
      ? refused.listMethods
      : refused.collectionMethods;
  const known = Object.hasOwn(table, name) ? table[name] : undefined;
  if (known !== undefined) throw new Refusal(known.code, `${name}: ${known.instead}`, spanOf(callee));
}

/** A call of a built-in method. */
interface Method {
  readonly node: CallExpression;
  readonly callee: PropertyAccessExpression;
  readonly receiver: Node;
  readonly name: string;
  readonly chained: boolean;
}

/** The one argument of a method. */
function onlyArgument({ node, name }: Method): Node {
  const [argument, ...others] = node.getArguments();
  if (argument === undefined || others.length > 0)
    throw new Refusal("BYL1102", `${name} takes one argument here`, spanOf(node));
  return argument;
}

const textRelations: ReadonlyMap<string, TextRelation> = new Map([
  ["startsWith", "prefix"],
  ["endsWith", "suffix"],
  ["includes", "contains"],
]);

const textMethods: ReadonlyMap<string, ValueMethod> = new Map(
  (["replaceAll", "split", "trim", "trimEnd", "trimStart"] as const).map((name) => [name, name]),
);

function readTextMethod(reader: Reader, method: Method): Expression | undefined {
  const { receiver, name, chained, node } = method;
  const relation = textRelations.get(name);
  if (relation !== undefined) {
    const argument = onlyArgument(method);
    const subject = readExpression(reader, receiver);
    return {
      kind: "text",
      relation,
      subject,
      argument: readExpression(reader, argument),
      chained,
      span: spanOf(node),
    };
  }
  const known = textMethods.get(name);
  return known === undefined ? undefined : readValueMethod(reader, method, known);
}

function readSetMethod(reader: Reader, method: Method): Expression | undefined {
  return method.name === "has" ? readIncludes(reader, method) : undefined;
}

/** A constant map is an object: `get` looks a key up, `has` asks for it among the keys. */
function readMapMethod(reader: Reader, method: Method): Expression | undefined {
  const { receiver, name, node } = method;
  const span = spanOf(node);
  const argument = onlyArgument(method);
  const object = readExpression(reader, receiver);
  const key = readExpression(reader, argument);
  if (name === "get")
    return { kind: "index", object, index: key, chained: method.chained, ofMap: true, span };
  if (name !== "has") return undefined;
  const keys: Expression = { kind: "entries", part: "keys", object, span };
  return { kind: "includes", collection: keys, element: key, chained: false, span };
}

const transforms: ReadonlyMap<string, Transform> = new Map(
  (["map", "filter", "flatMap", "find"] as const).map((name) => [name, name]),
);

const listMethods: ReadonlyMap<string, ValueMethod> = new Map(
  (["at", "concat", "flat", "join", "slice"] as const).map((name) => [name, name]),
);

function readListMethod(reader: Reader, method: Method): Expression | undefined {
  const { receiver, name, chained, node } = method;
  const span = spanOf(node);
  if (name === "includes") return readIncludes(reader, method);
  if (name === "reduce") return readSum(reader, node, receiver, chained);
  const transform = transforms.get(name);
  if (transform !== undefined || name === "some" || name === "every") {
    const argument = onlyArgument(method);
    const collection = readExpression(reader, receiver);
    const gives = transform === "map" || transform === "flatMap";
    const callback = gives ? readCallback(reader, argument) : readPredicate(reader, argument);
    return transform === undefined
      ? {
          kind: "quantifier",
          quantifier: name === "every" ? "every" : "some",
          collection,
          predicate: callback,
          chained,
          span,
        }
      : { kind: "transform", method: transform, collection, callback, chained, span };
  }
  const known = listMethods.get(name);
  return known === undefined ? undefined : readValueMethod(reader, method, known);
}

function readIncludes(reader: Reader, method: Method): Expression {
  const argument = onlyArgument(method);
  const collection = readExpression(reader, method.receiver);
  return {
    kind: "includes",
    collection,
    element: readExpression(reader, argument),
    chained: method.chained,
    span: spanOf(method.node),
  };
}

function readValueMethod(
  reader: Reader,
  { node, receiver, chained }: Method,
  method: ValueMethod,
): Expression {
  const value = readExpression(reader, receiver);
  const values = node.getArguments().map((argument) => readExpression(reader, argument));
  return { kind: "method", method, receiver: value, arguments: values, chained, span: spanOf(node) };
}

function readShapeQuestion(reader: Reader, node: CallExpression, shape: Node): Expression {
  const [argument, ...others] = node.getArguments();
  if (argument === undefined || others.length > 0) throw new Refusal("BYL1102", short(node), spanOf(node));
  return {
    kind: "shape",
    of: readExpression(reader, argument),
    schema: schemaOfShape(shape),
    span: spanOf(node),
  };
}
