import {
  type BinaryExpression,
  type Expression as ExpressionNode,
  Node,
  type ObjectLiteralExpression,
  SyntaxKind,
  type Type,
  ts,
} from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Comparison, Expression } from "../ir/expression.ts";
import { readCall } from "./calls.ts";
import { readIdentifier } from "./identifiers.ts";
import { nested, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { isBuiltIn, symbolOf } from "./symbols.ts";

/** Reads an expression; everything that is not listed here is refused. */
export function readExpression(reader: Reader, node: Node): Expression {
  return nested(reader, node, () => {
    if (Node.isExpression(node) && node.getType().isAny())
      throw new Refusal("BYL1105", short(node), spanOf(node));
    return readKnown(reader, node);
  });
}

function readKnown(reader: Reader, node: Node): Expression {
  const span = spanOf(node);
  const again = (inner: Node): Expression => readExpression(reader, inner);
  if (Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node))
    return again(node.getExpression());
  if (Node.isAsExpression(node)) {
    if (node.getTypeNode()?.getText() === "const") return again(node.getExpression());
    throw new Refusal("BYL1106", short(node), span);
  }
  if (Node.isNonNullExpression(node) || Node.isTypeAssertion(node))
    throw new Refusal("BYL1106", short(node), span);
  if (Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node)) {
    return { kind: "constant", value: wellFormed(node.getLiteralValue(), node), span };
  }
  if (Node.isNumericLiteral(node))
    return { kind: "constant", value: exact(node.getLiteralValue(), node), span };
  if (Node.isTrueLiteral(node) || Node.isFalseLiteral(node)) {
    return { kind: "constant", value: Node.isTrueLiteral(node), span };
  }
  if (Node.isNullLiteral(node)) return { kind: "constant", value: null, span };
  if (Node.isIdentifier(node)) return readIdentifier(reader, node);
  if (Node.isPropertyAccessExpression(node)) {
    if (node.getName() === "length" && hasLength(node.getExpression().getType())) {
      const receiver = isText(node.getExpression().getType()) ? "string" : "array";
      return { kind: "length", of: again(node.getExpression()), receiver, chained: isChained(node), span };
    }
    const symbol = node.getNameNode().getSymbol();
    if (symbol !== undefined && isBuiltIn(symbol)) throw new Refusal("BYL1102", short(node), span);
    return {
      kind: "property",
      object: again(node.getExpression()),
      key: wellFormed(node.getName(), node),
      chained: isChained(node),
      span,
    };
  }
  if (Node.isElementAccessExpression(node)) {
    const index = node.getArgumentExpression();
    if (index === undefined) throw new Refusal("BYL1113", "", span);
    if (isText(node.getExpression().getType())) throw new Refusal("BYL1101", "a character of a text", span);
    return {
      kind: "index",
      object: again(node.getExpression()),
      index: again(index),
      chained: isChained(node),
      span,
    };
  }
  if (Node.isCallExpression(node)) return readCall(reader, node);
  if (Node.isNewExpression(node)) {
    const symbol = symbolOf(node.getExpression());
    const [elements, ...others] = node.getArguments();
    if (symbol?.getName() === "Set" && isBuiltIn(symbol) && others.length === 0) {
      return elements === undefined ? { kind: "list", elements: [], span } : again(elements);
    }
    throw new Refusal("BYL1101", short(node), span);
  }
  if (Node.isArrayLiteralExpression(node)) {
    return { kind: "list", elements: node.getElements().map(again), span };
  }
  if (Node.isObjectLiteralExpression(node))
    return { kind: "record", entries: readEntries(reader, node), span };
  if (Node.isTemplateExpression(node)) {
    const head: Expression = {
      kind: "constant",
      value: wellFormed(node.getHead().getLiteralText(), node),
      span,
    };
    const parts = node
      .getTemplateSpans()
      .flatMap((part): Expression[] => [
        again(part.getExpression()),
        { kind: "constant", value: wellFormed(part.getLiteral().getLiteralText(), part), span: spanOf(part) },
      ]);
    return { kind: "template", parts: [head, ...parts], span };
  }
  if (Node.isPrefixUnaryExpression(node)) {
    const operand = node.getOperand();
    if (node.getOperatorToken() === SyntaxKind.ExclamationToken) {
      return { kind: "not", operand: readCondition(reader, operand), span };
    }
    if (node.getOperatorToken() === SyntaxKind.MinusToken && Node.isNumericLiteral(operand)) {
      return { kind: "constant", value: -exact(operand.getLiteralValue(), operand), span };
    }
    throw new Refusal("BYL1101", short(node), span);
  }
  if (Node.isConditionalExpression(node)) {
    return {
      kind: "conditional",
      test: readCondition(reader, node.getCondition()),
      whenTrue: again(node.getWhenTrue()),
      otherwise: again(node.getWhenFalse()),
      span,
    };
  }
  if (Node.isBinaryExpression(node)) return readBinary(reader, node);
  throw new Refusal("BYL1101", `${short(node)} (${node.getKindName()})`, span);
}

/** Reads an expression that must be a boolean: anything else would mean something else in Rego. */
export function readCondition(reader: Reader, node: ExpressionNode): Expression {
  if (isPlainlyBoolean(node)) return readExpression(reader, node);
  const type = node.getType();
  if (!type.isAny() && !isBoolean(type)) {
    throw new Refusal("BYL1103", `${short(node)} is ${type.getText(node).slice(0, 60)}`, spanOf(node));
  }
  return readExpression(reader, node);
}

/**
 * Whether an expression is a boolean by its form, given that its own conditions are. TypeScript would be asked for
 * the type of a long chain at each of its links, and take it apart anew each time.
 */
function isPlainlyBoolean(node: Node): boolean {
  if (Node.isPrefixUnaryExpression(node)) return node.getOperatorToken() === SyntaxKind.ExclamationToken;
  if (Node.isParenthesizedExpression(node)) return isPlainlyBoolean(node.getExpression());
  if (!Node.isBinaryExpression(node)) return false;
  const token = node.getOperatorToken().getKind();
  return (
    comparisons.has(token) || token === SyntaxKind.AmpersandAmpersandToken || token === SyntaxKind.BarBarToken
  );
}

function isBoolean(type: Type): boolean {
  if (type.isUnion()) return type.getUnionTypes().every(isBoolean);
  return type.isBoolean() || type.isBooleanLiteral();
}

const comparisons: ReadonlyMap<SyntaxKind, Comparison> = new Map([
  [SyntaxKind.EqualsEqualsEqualsToken, "==="],
  [SyntaxKind.ExclamationEqualsEqualsToken, "!=="],
  [SyntaxKind.LessThanToken, "<"],
  [SyntaxKind.LessThanEqualsToken, "<="],
  [SyntaxKind.GreaterThanToken, ">"],
  [SyntaxKind.GreaterThanEqualsToken, ">="],
]);

function readBinary(reader: Reader, node: BinaryExpression): Expression {
  const span = spanOf(node);
  const token = node.getOperatorToken().getKind();
  const operator = comparisons.get(token);
  if (operator !== undefined) {
    const left = readExpression(reader, node.getLeft());
    return { kind: "compare", operator, left, right: readExpression(reader, node.getRight()), span };
  }
  switch (token) {
    case SyntaxKind.AmpersandAmpersandToken:
    case SyntaxKind.BarBarToken:
      return {
        kind: token === SyntaxKind.BarBarToken ? "or" : "and",
        left: readCondition(reader, node.getLeft()),
        right: readCondition(reader, node.getRight()),
        span,
      };
    case SyntaxKind.QuestionQuestionToken: {
      const value = readExpression(reader, node.getLeft());
      return { kind: "coalesce", value, fallback: readExpression(reader, node.getRight()), span };
    }
    case SyntaxKind.EqualsEqualsToken:
    case SyntaxKind.ExclamationEqualsToken:
      throw new Refusal("BYL1104", short(node), span);
    default:
      throw new Refusal("BYL1101", `the operator ${node.getOperatorToken().getText()}`, span);
  }
}

function readEntries(
  reader: Reader,
  node: ObjectLiteralExpression,
): readonly (readonly [string, Expression])[] {
  return node.getProperties().map((property): readonly [string, Expression] => {
    if (Node.isShorthandPropertyAssignment(property)) {
      return [wellFormed(property.getName(), property), readIdentifier(reader, property.getNameNode())];
    }
    if (!Node.isPropertyAssignment(property)) throw new Refusal("BYL1101", short(property), spanOf(property));
    return [propertyKey(property.getNameNode()), readExpression(reader, property.getInitializerOrThrow())];
  });
}

/** The key that a property name spells out. */
export function propertyKey(name: Node): string {
  if (name.getText().replace(/^["'`]|["'`]$/g, "") === "__proto__") {
    throw new Refusal("BYL1101", "__proto__ in an object, which sets its prototype", spanOf(name));
  }
  if (Node.isIdentifier(name)) return wellFormed(name.getText(), name);
  if (Node.isStringLiteral(name) || Node.isNoSubstitutionTemplateLiteral(name)) {
    return wellFormed(name.getLiteralValue(), name);
  }
  if (Node.isNumericLiteral(name)) return String(name.getLiteralValue());
  throw new Refusal("BYL1113", short(name), spanOf(name));
}

/** Whether a type, empty values aside, is a text. */
export function isText(type: Type): boolean {
  const inner = type.getNonNullableType();
  if (inner.isUnion()) return inner.getUnionTypes().every(isText);
  return inner.isString() || inner.isStringLiteral() || inner.isTemplateLiteral();
}

/** Whether a type, empty values aside, is an array or a tuple. */
export function isList(type: Type): boolean {
  const inner = type.getNonNullableType();
  if (inner.isUnion()) return inner.getUnionTypes().every(isList);
  return inner.isArray() || inner.isTuple() || inner.isReadonlyArray();
}

function hasLength(type: Type): boolean {
  return isText(type) || isList(type);
}

/** Whether an access or a call stands in an optional chain, which ends early when a part before it is missing. */
export function isChained(node: Node): boolean {
  return (node.compilerNode.flags & ts.NodeFlags.OptionalChain) !== 0;
}

function wellFormed(text: string, node: Node): string {
  if (/\p{Surrogate}/u.test(text)) throw new Refusal("BYL1117", "", spanOf(node));
  return text;
}

function exact(value: number, node: Node): number {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    throw new Refusal("BYL1120", short(node), spanOf(node));
  }
  return value;
}

/** The beginning of a node's text, for a message. */
export function short(node: Node): string {
  const [line = ""] = node.getText().split("\n");
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}
