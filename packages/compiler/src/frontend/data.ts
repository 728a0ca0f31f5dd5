import { Node, SyntaxKind } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { propertyKey, short } from "./expressions.ts";
import { constantOf, literalNumber } from "./literals.ts";
import { spanOf } from "./span.ts";
import { symbolOf } from "./symbols.ts";

const deepest = 200;

/**
 * The data that an expression writes out: literals, constants of this and other modules, imported JSON.
 * @throws Refusal BYL1114 when it is anything else
 */
export function dataOf(node: Node, depth = 0): unknown {
  const literal = constantOf(node);
  if (depth > deepest) throw new Refusal("BYL1119", "the document is nested too deeply", spanOf(node));
  const again = (inner: Node): unknown => dataOf(inner, depth + 1);
  if (Node.isNumericLiteral(literal)) return literalNumber(literal);
  if (Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal))
    return literal.getLiteralValue();
  if (Node.isTrueLiteral(literal) || Node.isFalseLiteral(literal)) return Node.isTrueLiteral(literal);
  if (Node.isNullLiteral(literal)) return null;
  if (Node.isPrefixUnaryExpression(literal) && literal.getOperatorToken() === SyntaxKind.MinusToken) {
    const operand = literal.getOperand();
    if (Node.isNumericLiteral(operand)) return -literalNumber(operand);
  }
  if (Node.isArrayLiteralExpression(literal)) return literal.getElements().map(again);
  if (Node.isObjectLiteralExpression(literal)) {
    return Object.fromEntries(
      literal.getProperties().map((property): [string, unknown] => {
        if (Node.isPropertyAssignment(property))
          return [propertyKey(property.getNameNode()), again(property.getInitializerOrThrow())];
        if (Node.isShorthandPropertyAssignment(property))
          return [property.getName(), again(property.getNameNode())];
        throw new Refusal("BYL1114", short(property), spanOf(property));
      }),
    );
  }
  const file = symbolOf(literal)?.getDeclarations()[0]?.getSourceFile();
  // TypeScript has parsed it, and said what is wrong with it.
  if (file?.getFilePath().endsWith(".json") === true) return JSON.parse(file.getFullText());
  throw new Refusal("BYL1114", short(literal), spanOf(literal));
}
