import { Node } from "ts-morph";
import { declarationOf, symbolOf } from "./symbols.ts";

/** The literal that an expression is, through constants of this and other modules, `as const` and `satisfies`. */
export function constantOf(node: Node, depth = 0): Node {
  if (depth > 50) return node;
  if (Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node)) {
    return constantOf(node.getExpression(), depth + 1);
  }
  if (Node.isAsExpression(node) && node.getTypeNode()?.getText() === "const") {
    return constantOf(node.getExpression(), depth + 1);
  }
  if (!Node.isIdentifier(node)) return node;
  const symbol = symbolOf(node);
  const declaration = symbol === undefined ? undefined : declarationOf(symbol);
  if (!Node.isVariableDeclaration(declaration)) return node;
  if (declaration.getVariableStatement()?.getDeclarationKind() !== "const") return node;
  const initializer = declaration.getInitializer();
  return initializer === undefined ? node : constantOf(initializer, depth + 1);
}
