import { type BinaryExpression, Node, type PrefixUnaryExpression, SyntaxKind } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Comparison, Expression, TypeName } from "../ir/expression.ts";
import { exact, readCondition, readExpression, short } from "./expressions.ts";
import { constantOf, literalNumber } from "./literals.ts";
import type { Reader } from "./reader.ts";
import { refusedOperator } from "./refused-syntax.ts";
import { spanOf } from "./span.ts";
import { isNumber, isText } from "./types.ts";

export const comparisons: ReadonlyMap<SyntaxKind, Comparison> = new Map([
  [SyntaxKind.EqualsEqualsEqualsToken, "==="],
  [SyntaxKind.ExclamationEqualsEqualsToken, "!=="],
  [SyntaxKind.LessThanToken, "<"],
  [SyntaxKind.LessThanEqualsToken, "<="],
  [SyntaxKind.GreaterThanToken, ">"],
  [SyntaxKind.GreaterThanEqualsToken, ">="],
]);

const arithmetic: ReadonlyMap<SyntaxKind, "+" | "-" | "*"> = new Map([
  [SyntaxKind.PlusToken, "+"],
  [SyntaxKind.MinusToken, "-"],
  [SyntaxKind.AsteriskToken, "*"],
]);

/** Reads an operator between two operands. */
export function readBinary(reader: Reader, node: BinaryExpression): Expression {
  const span = spanOf(node);
  const token = node.getOperatorToken().getKind();
  const operator = comparisons.get(token);
  if (operator !== undefined) return readComparison(reader, node, operator);
  const sign = arithmetic.get(token);
  if (sign !== undefined) return readArithmetic(reader, node, sign);
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
      return readLoose(reader, node, token === SyntaxKind.ExclamationEqualsToken);
    default:
      throw new Refusal(refusedOperator(token), `the operator ${node.getOperatorToken().getText()}`, span);
  }
}

function readComparison(reader: Reader, node: BinaryExpression, operator: Comparison): Expression {
  const span = spanOf(node);
  const asked = operator === "===" || operator === "!==" ? readTypeQuestion(reader, node) : undefined;
  if (asked !== undefined) return operator === "===" ? asked : { kind: "not", operand: asked, span };
  const left = readExpression(reader, node.getLeft());
  return { kind: "compare", operator, left, right: readExpression(reader, node.getRight()), span };
}

/** `typeof value === "string"`, with the operands in either order. */
function readTypeQuestion(reader: Reader, node: BinaryExpression): Expression | undefined {
  const sides = [node.getLeft(), node.getRight()];
  const asked = sides.find((side) => Node.isTypeOfExpression(side));
  if (!Node.isTypeOfExpression(asked)) return undefined;
  const literal = constantOf(sides.find((side) => side !== asked) ?? asked);
  const type = Node.isStringLiteral(literal)
    ? typeNames.find((one) => one === literal.getLiteralValue())
    : undefined;
  if (type === undefined) throw new Refusal("BYL1140", short(node), spanOf(node));
  return { kind: "typeof", of: readExpression(reader, asked.getExpression()), type, span: spanOf(node) };
}

const typeNames: readonly TypeName[] = ["string", "number", "boolean", "undefined"];

/** `==` is exact where it asks for both empty values at once. */
function readLoose(reader: Reader, node: BinaryExpression, negated: boolean): Expression {
  const span = spanOf(node);
  const left = node.getLeft();
  const right = node.getRight();
  const asked = Node.isNullLiteral(right) ? left : Node.isNullLiteral(left) ? right : undefined;
  if (asked === undefined) throw new Refusal("BYL1104", short(node), span);
  const empty: Expression = { kind: "empty", of: readExpression(reader, asked), span };
  return negated ? { kind: "not", operand: empty, span } : empty;
}

function readArithmetic(reader: Reader, node: BinaryExpression, operator: "+" | "-" | "*"): Expression {
  const span = spanOf(node);
  const [left, right] = [readExpression(reader, node.getLeft()), readExpression(reader, node.getRight())];
  if (isNumber(node.getLeft().getType()) && isNumber(node.getRight().getType())) {
    return { kind: "arithmetic", operator, left, right, span };
  }
  if (operator === "+" && isText(node.getType())) return { kind: "template", parts: [left, right], span };
  throw new Refusal("BYL1101", `the operator ${operator} between these types`, span);
}

/** Reads `!condition` and negative numbers. */
export function readPrefix(reader: Reader, node: PrefixUnaryExpression): Expression {
  const span = spanOf(node);
  const operand = node.getOperand();
  if (node.getOperatorToken() === SyntaxKind.ExclamationToken) {
    return { kind: "not", operand: readCondition(reader, operand), span };
  }
  if (node.getOperatorToken() === SyntaxKind.MinusToken && Node.isNumericLiteral(operand)) {
    return { kind: "constant", value: -exact(literalNumber(operand), operand), span };
  }
  throw new Refusal(refusedOperator(node.getOperatorToken()), short(node), span);
}
