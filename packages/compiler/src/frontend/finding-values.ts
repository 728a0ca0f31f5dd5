import { Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import type { Expression } from "../ir/expression.ts";
import type { FindingStep } from "../ir/finding.ts";
import { propertyKey, readExpression, short } from "./expressions.ts";
import { readIdentifier } from "./identifiers.ts";
import type { Reader } from "./reader.ts";
import { spanOf } from "./span.ts";

/** Reads one finding: an object literal with a message and perhaps details. */
export function readFinding(reader: Reader, node: Node): FindingStep {
  const properties = literalProperties(node);
  const message = properties.get("msg");
  if (message === undefined) throw new Refusal("BYL1201", "a finding without msg", spanOf(node));
  const details = properties.get("details");
  for (const name of properties.keys()) {
    if (name !== "msg" && name !== "details")
      throw new Refusal("BYL1201", `${name} is no part of a finding`, spanOf(node));
  }
  return {
    kind: "find",
    message: readText(reader, message),
    details:
      details === undefined
        ? []
        : [...literalProperties(details)].map(([name, value]) => [name, readDetail(reader, name, value)]),
    span: spanOf(node),
  };
}

function literalProperties(node: Node): ReadonlyMap<string, Node> {
  if (Node.isParenthesizedExpression(node) || Node.isSatisfiesExpression(node))
    return literalProperties(node.getExpression());
  if (!Node.isObjectLiteralExpression(node)) throw new Refusal("BYL1201", short(node), spanOf(node));
  return new Map(
    node.getProperties().map((property): [string, Node] => {
      if (Node.isShorthandPropertyAssignment(property)) return [property.getName(), property.getNameNode()];
      if (!Node.isPropertyAssignment(property))
        throw new Refusal("BYL1201", short(property), spanOf(property));
      return [propertyKey(property.getNameNode()), property.getInitializerOrThrow()];
    }),
  );
}

/** A text; the parts of a template must be texts that are there, or it would print `undefined`. */
function readText(reader: Reader, node: Node): Expression {
  if (Node.isTemplateExpression(node)) {
    for (const part of node.getTemplateSpans()) definite(part.getExpression());
  }
  return readValue(reader, node);
}

function readDetail(reader: Reader, name: string, node: Node): Expression {
  if (name === "rule") throw new Refusal("BYL1201", "details have the rule's name as rule", spanOf(node));
  definite(node);
  return readValue(reader, node);
}

function readValue(reader: Reader, node: Node): Expression {
  return Node.isIdentifier(node) ? readIdentifier(reader, node) : readExpression(reader, node);
}

function definite(node: Node): void {
  const type = node.getType();
  const members = type.isUnion() ? type.getUnionTypes() : [type];
  if (members.some((member) => member.isUndefined()))
    throw new Refusal("BYL1202", `${short(node)} may be undefined`, spanOf(node));
}
