import { type Expression as ExpressionNode, Node, SyntaxKind, type TemplateExpression, ts } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { readCall } from "./calls.ts";
import { readArray, readNew, readObject } from "./collections.ts";
import { readIdentifier } from "./identifiers.ts";
import { literalNumber } from "./literals.ts";
import { comparisons, readBinary, readPrefix } from "./operators.ts";
import { nested, type Reader } from "./reader.ts";
import { refuseSyntax } from "./refused-syntax.ts";
import { spanOf } from "./span.ts";
import { isBuiltIn, memberOfModule } from "./symbols.ts";
import { isBoolean, isList, isMap, isSet, isText } from "./types.ts";

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
  if (Node.isNumericLiteral(node)) return { kind: "constant", value: exact(literalNumber(node), node), span };
  if (Node.isTrueLiteral(node) || Node.isFalseLiteral(node)) {
    return { kind: "constant", value: Node.isTrueLiteral(node), span };
  }
  if (Node.isNullLiteral(node)) return { kind: "constant", value: null, span };
  if (Node.isIdentifier(node)) return readIdentifier(reader, node);
  if (Node.isPropertyAccessExpression(node)) {
    const member = memberOfModule(node);
    if (Node.isIdentifier(member)) return readIdentifier(reader, member);
    const receiver = sizedReceiver(node.getExpression(), node.getName());
    if (receiver !== undefined)
      return { kind: "length", of: again(node.getExpression()), receiver, chained: isChained(node), span };
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
  if (Node.isNewExpression(node)) return readNew(reader, node);
  if (Node.isArrayLiteralExpression(node)) return readArray(reader, node);
  if (Node.isObjectLiteralExpression(node)) return readObject(reader, node);
  if (Node.isTemplateExpression(node)) return readTemplate(reader, node);
  if (Node.isPrefixUnaryExpression(node)) return readPrefix(reader, node);
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
  refuseSyntax(node, short(node));
  throw new Refusal("BYL1101", `${short(node)} (${node.getKindName()})`, span);
}

/** What `length` or `size` is asked of. */
function sizedReceiver(node: Node, name: string): "string" | "array" | "set" | undefined {
  const type = node.getType();
  if (name === "size") return isSet(type) || isMap(type) ? "set" : undefined;
  if (name !== "length") return undefined;
  return isText(type) ? "string" : isList(type) ? "array" : undefined;
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

function readTemplate(reader: Reader, node: TemplateExpression): Expression {
  const span = spanOf(node);
  const text = (value: string, at: Node): Expression => ({
    kind: "constant",
    value: wellFormed(value, at),
    span: spanOf(at),
  });
  const head = text(node.getHead().getLiteralText(), node);
  const parts = node
    .getTemplateSpans()
    .flatMap((part): Expression[] => [
      readExpression(reader, part.getExpression()),
      text(part.getLiteral().getLiteralText(), part),
    ]);
  return { kind: "template", parts: [head, ...parts], span };
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
  if (Node.isNumericLiteral(name)) return String(literalNumber(name));
  throw new Refusal("BYL1113", short(name), spanOf(name));
}

/** Whether an access or a call stands in an optional chain, which ends early when a part before it is missing. */
export function isChained(node: Node): boolean {
  return (node.compilerNode.flags & ts.NodeFlags.OptionalChain) !== 0;
}

/** A text that Rego can hold. */
export function wellFormed(text: string, node: Node): string {
  if (/\p{Surrogate}/u.test(text)) throw new Refusal("BYL1117", "", spanOf(node));
  return text;
}

/** A number that a double holds exactly. */
export function exact(value: number, node: Node): number {
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
