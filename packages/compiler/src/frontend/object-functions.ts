import { type CallExpression, Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import { readExpression, short } from "./expressions.ts";
import { constantOf } from "./literals.ts";
import type { Reader } from "./reader.ts";
import { spanOf } from "./span.ts";
import { isRecord } from "./types.ts";

/**
 * Reads `Object.keys(record)` and its like.
 * @throws Refusal BYL1141 for an object whose type does not say what else it may hold
 */
export function readObjectFunction(reader: Reader, node: CallExpression, name: string): Expression {
  const span = spanOf(node);
  const [object, ...others] = node.getArguments();
  if (object === undefined || Node.isSpreadElement(object)) throw new Refusal("BYL1102", short(node), span);
  if (name === "hasOwn") return readHasOwn(reader, node, object, others);
  if (others.length > 0) throw new Refusal("BYL1102", short(node), span);
  switch (name) {
    case "keys":
    case "values":
    case "entries":
      // Of an object that is written out, the compiler sees all that it holds.
      if (!isRecord(object.getType()) && !Node.isObjectLiteralExpression(constantOf(object)))
        throw new Refusal("BYL1141", short(object), spanOf(object));
      return { kind: "entries", part: name, object: readExpression(reader, object), span };
    case "fromEntries":
      return { kind: "fromEntries", pairs: readExpression(reader, object), span };
    default:
      throw new Refusal("BYL1102", `Object.${name}`, span);
  }
}

/** `Object.hasOwn(record, key)` asks for the key among the keys. */
function readHasOwn(
  reader: Reader,
  node: CallExpression,
  object: Node,
  [key, ...others]: readonly Node[],
): Expression {
  const span = spanOf(node);
  if (key === undefined || others.length > 0) throw new Refusal("BYL1102", short(node), span);
  if (!isRecord(object.getType()) && !Node.isObjectLiteralExpression(constantOf(object)))
    throw new Refusal("BYL1141", short(object), spanOf(object));
  const keys: Expression = { kind: "entries", part: "keys", object: readExpression(reader, object), span };
  return {
    kind: "includes",
    collection: keys,
    element: readExpression(reader, key),
    chained: false,
    span,
  };
}
