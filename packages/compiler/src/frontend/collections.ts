import {
  type ArrayLiteralExpression,
  type NewExpression,
  Node,
  type ObjectLiteralExpression,
} from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { propertyKey, readExpression, short, wellFormed } from "./expressions.ts";
import { refuseGlobal } from "./globals.ts";
import { readIdentifier } from "./identifiers.ts";
import { constantOf } from "./literals.ts";
import type { Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { isBuiltIn, symbolOf } from "./symbols.ts";
import { isSet } from "./types.ts";

/** Reads an array literal, spreads included. */
export function readArray(reader: Reader, node: ArrayLiteralExpression): Expression {
  const elements = node.getElements().map((element): Expression => {
    if (!Node.isSpreadElement(element)) return readExpression(reader, element);
    const inner = element.getExpression();
    return {
      kind: "spread",
      of: readExpression(reader, inner),
      isSet: isSet(inner.getType()),
      span: spanOf(element),
    };
  });
  return { kind: "list", elements, span: spanOf(node) };
}

/** Reads `new Set([…])`, and `new Map([[key, value], …])` with keys that are texts. */
export function readNew(reader: Reader, node: NewExpression): Expression {
  const span = spanOf(node);
  const symbol = symbolOf(node.getExpression());
  const [elements, ...others] = node.getArguments();
  if (symbol === undefined || !isBuiltIn(symbol)) throw new Refusal("BYL1148", short(node), span);
  refuseGlobal(node.getExpression());
  if (others.length > 0) throw new Refusal("BYL1101", short(node), span);
  if (symbol.getName() === "Set") {
    const of: Expression =
      elements === undefined ? { kind: "list", elements: [], span } : readExpression(reader, elements);
    return { kind: "set", of, span };
  }
  if (symbol.getName() === "Map") return readMap(reader, elements, node);
  throw new Refusal("BYL1101", short(node), span);
}

function readMap(reader: Reader, elements: Node | undefined, node: NewExpression): Expression {
  const span = spanOf(node);
  if (elements === undefined) return { kind: "record", entries: [], span };
  const literal = constantOf(elements);
  if (!Node.isArrayLiteralExpression(literal)) throw new Refusal("BYL1114", short(node), spanOf(elements));
  const entries = literal.getElements().map((element): readonly [string, Expression] => {
    const pair = constantOf(element);
    const [key, value, ...more] = Node.isArrayLiteralExpression(pair) ? pair.getElements() : [];
    const text = key === undefined ? undefined : constantOf(key);
    if (
      value === undefined ||
      more.length > 0 ||
      !(Node.isStringLiteral(text) || Node.isNoSubstitutionTemplateLiteral(text))
    )
      throw new Refusal("BYL1114", short(element), spanOf(element));
    return [wellFormed(text.getLiteralValue(), text), readExpression(reader, value)];
  });
  return { kind: "record", entries: [...new Map(entries)], span };
}

/** Reads an object literal, spreads included. */
export function readObject(reader: Reader, node: ObjectLiteralExpression): Expression {
  const span = spanOf(node);
  const objects: Expression[] = [];
  let entries: (readonly [string, Expression])[] = [];
  const flush = (): void => {
    if (entries.length > 0) objects.push({ kind: "record", entries, span });
    entries = [];
  };
  for (const property of node.getProperties()) {
    if (Node.isSpreadAssignment(property)) {
      flush();
      objects.push(readExpression(reader, property.getExpression()));
    } else if (Node.isShorthandPropertyAssignment(property)) {
      const name = property.getNameNode();
      entries.push([wellFormed(property.getName(), property), readIdentifier(reader, name)]);
    } else if (Node.isPropertyAssignment(property)) {
      const key = propertyKey(property.getNameNode());
      entries.push([key, readExpression(reader, property.getInitializerOrThrow())]);
    } else {
      throw new Refusal("BYL1101", short(property), spanOf(property));
    }
  }
  if (objects.length === 0) return { kind: "record", entries, span };
  flush();
  return { kind: "merge", objects, span };
}
