import { type CallExpression, Node, SyntaxKind } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { readBinding } from "./bindings.ts";
import { readExpression, short } from "./expressions.ts";
import { bindLocal, type Reader } from "./reader.ts";
import { spanOf } from "./span.ts";

/**
 * Reads `list.reduce((total, element) => total + term, start)`, the one fold that Rego has.
 * @throws Refusal BYL1142 for any other
 */
export function readSum(reader: Reader, node: CallExpression, list: Node, chained: boolean): Expression {
  const span = spanOf(node);
  const [fold, start, ...others] = node.getArguments();
  if (!Node.isArrowFunction(fold) || start === undefined || others.length > 0)
    throw new Refusal("BYL1142", short(node), span);
  const [total, element, ...more] = fold.getParameters();
  const body = fold.getBody();
  if (total === undefined || element === undefined || more.length > 0 || !Node.isBinaryExpression(body))
    throw new Refusal("BYL1142", short(node), span);
  const left = body.getLeft();
  const name = total.getNameNode();
  const adds = body.getOperatorToken().getKind() === SyntaxKind.PlusToken;
  if (!adds || !Node.isIdentifier(left) || !Node.isIdentifier(name) || left.getText() !== name.getText())
    throw new Refusal("BYL1142", short(node), span);
  // Bound, so that a term that uses the total is refused where it does.
  bindLocal(reader, name);
  const bindings = readBinding(reader, element.getNameNode());
  const term = readExpression(reader, body.getRight());
  if (mentions(body.getRight(), name.getText())) throw new Refusal("BYL1142", short(node), span);
  return {
    kind: "sum",
    collection: readExpression(reader, list),
    term: { name: "term", parameters: [bindings], body: term, span: spanOf(body) },
    start: readExpression(reader, start),
    chained,
    span,
  };
}

function mentions(node: Node, name: string): boolean {
  if (Node.isIdentifier(node)) return node.getText() === name;
  return node.forEachChildAsArray().some((child) => mentions(child, name));
}
