import { type CallExpression, Node, SyntaxKind } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { readBinding } from "./bindings.ts";
import { readExpression, short } from "./expressions.ts";
import type { Reader } from "./reader.ts";
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
  const name = total?.getNameNode();
  const terms = name === undefined ? [] : termsAfter(body, name);
  if (terms.length === 0 || more.length > 0) throw new Refusal("BYL1142", short(node), span);
  const bindings = element === undefined ? [] : readBinding(reader, element.getNameNode());
  const read = terms.map((term) => readExpression(reader, term));
  return {
    kind: "sum",
    collection: readExpression(reader, list),
    term: {
      name: "term",
      parameters: [bindings],
      body: read.reduce((left, right) => ({ kind: "arithmetic", operator: "+", left, right, span })),
      span: spanOf(body),
    },
    start: readExpression(reader, start),
    chained,
    span,
  };
}

/** The terms of `total + a + b` after the total, which they may not mention; none when it is not such a sum. */
function termsAfter(body: Node, total: Node): readonly Node[] {
  const inner = Node.isParenthesizedExpression(body) ? body.getExpression() : body;
  if (!Node.isBinaryExpression(inner) || inner.getOperatorToken().getKind() !== SyntaxKind.PlusToken)
    return [];
  const [left, right] = [inner.getLeft(), inner.getRight()];
  if (mentions(right, total)) return [];
  if (Node.isIdentifier(left) && left.getSymbol() === total.getSymbol()) return [right];
  const before = termsAfter(left, total);
  return before.length === 0 ? [] : [...before, right];
}

function mentions(node: Node, name: Node): boolean {
  if (Node.isIdentifier(node)) return node.getSymbol() === name.getSymbol();
  return node.forEachChildAsArray().some((child) => mentions(child, name));
}
