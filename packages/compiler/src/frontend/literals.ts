import { Node, type NumericLiteral } from "ts-morph";
import { declarationOf, memberOfModule, symbolOf } from "./symbols.ts";

/** An expression without the brackets and the `satisfies` around it. */
export function withoutBrackets(node: Node): Node {
  return Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node)
    ? withoutBrackets(node.getExpression())
    : node;
}

/** The value of a `const`, or of a module's `export default`. */
export function constantValue(declaration: Node): Node | undefined {
  if (Node.isExportAssignment(declaration)) return declaration.getExpression();
  if (!Node.isVariableDeclaration(declaration)) return undefined;
  return declaration.getVariableStatement()?.getDeclarationKind() === "const"
    ? declaration.getInitializer()
    : undefined;
}

/** The number that a literal says: ts-morph would read 1e21 as 1. */
export function literalNumber(node: NumericLiteral): number {
  return Number(node.compilerNode.text);
}

/** The literal that an expression is, through constants of this and other modules, `as const` and `satisfies`. */
export function constantOf(node: Node, depth = 0): Node {
  if (depth > 50) return node;
  if (Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node)) {
    return constantOf(node.getExpression(), depth + 1);
  }
  if (Node.isAsExpression(node) && node.getTypeNode()?.getText() === "const") {
    return constantOf(node.getExpression(), depth + 1);
  }
  const name = memberOfModule(node);
  if (!Node.isIdentifier(name)) return node;
  const symbol = symbolOf(name);
  const declaration = symbol === undefined ? undefined : declarationOf(symbol);
  const value = declaration === undefined ? undefined : constantValue(declaration);
  return value === undefined ? node : constantOf(value, depth + 1);
}
