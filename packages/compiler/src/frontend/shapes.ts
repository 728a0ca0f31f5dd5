import type { Property, Schema } from "@bylaw/dsl/schema";
import { type CallExpression, Node, type PropertyAccessExpression } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { propertyKey, short } from "./expressions.ts";
import { jsonSchemaCall, schemaOfDocument } from "./json-schema.ts";
import { constantOf, literalNumber } from "./literals.ts";
import { spanOf } from "./span.ts";
import { isDslDeclaration, symbolOf } from "./symbols.ts";

const deepest = 32;

type Scalar = string | number | boolean | null;

/**
 * The schema that a shape of @bylaw/dsl describes, read from how it is written: `t.object({ sub: t.string })`. Its
 * type would not do, since a type may say less than the shape checks.
 * @throws Refusal BYL1114 when it is not written with `t` and constants
 */
export function schemaOfShape(node: Node, depth = 0): Schema {
  const literal = constantOf(node);
  if (depth > deepest) throw new Refusal("BYL1119", "the shape is nested too deeply", spanOf(node));
  if (Node.isPropertyAccessExpression(literal)) return plainShape(shapeName(literal), literal);
  if (!Node.isCallExpression(literal)) throw new Refusal("BYL1114", short(literal), spanOf(node));
  if (jsonSchemaCall(literal) !== undefined) return schemaOfDocument(literal);
  const callee = literal.getExpression();
  if (!Node.isPropertyAccessExpression(callee)) throw new Refusal("BYL1114", short(literal), spanOf(node));
  return builtShape(shapeName(callee), literal, depth);
}

function shapeName(access: PropertyAccessExpression): string {
  const symbol = symbolOf(access.getExpression());
  if (symbol === undefined || symbol.getName() !== "t" || !isDslDeclaration(symbol)) {
    throw new Refusal("BYL1114", short(access), spanOf(access));
  }
  return access.getName();
}

function plainShape(name: string, node: Node): Schema {
  switch (name) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "unknown":
      return { kind: name };
    default:
      throw new Refusal("BYL1114", short(node), spanOf(node));
  }
}

function builtShape(name: string, call: CallExpression, depth: number): Schema {
  const [first] = call.getArguments();
  switch (name) {
    case "array":
      return { kind: "array", element: schemaOfShape(needed(first, call), depth + 1) };
    case "map":
      return { kind: "map", value: schemaOfShape(needed(first, call), depth + 1) };
    case "oneOf":
      return { kind: "oneOf", values: call.getArguments().map(scalarOf) };
    case "union":
      return {
        kind: "union",
        members: call.getArguments().map((member) => schemaOfShape(member, depth + 1)),
      };
    case "object":
      return { kind: "object", properties: propertiesOf(needed(first, call), depth) };
    default:
      throw new Refusal("BYL1114", short(call), spanOf(call));
  }
}

function needed(node: Node | undefined, call: CallExpression): Node {
  if (node === undefined) throw new Refusal("BYL1114", short(call), spanOf(call));
  return node;
}

function propertiesOf(node: Node, depth: number): Readonly<Record<string, Property>> {
  const literal = constantOf(node);
  if (!Node.isObjectLiteralExpression(literal)) throw new Refusal("BYL1114", short(node), spanOf(node));
  // No prototype, so that a property called `constructor` is data.
  const properties: Record<string, Property> = Object.create(null);
  for (const property of literal.getProperties()) {
    if (Node.isPropertyAssignment(property)) {
      properties[propertyKey(property.getNameNode())] = propertyOf(property.getInitializerOrThrow(), depth);
    } else if (Node.isShorthandPropertyAssignment(property)) {
      properties[property.getName()] = propertyOf(property.getNameNode(), depth);
    } else {
      throw new Refusal("BYL1114", short(property), spanOf(property));
    }
  }
  return properties;
}

function propertyOf(node: Node, depth: number): Property {
  const literal = constantOf(node);
  const callee = Node.isCallExpression(literal) ? literal.getExpression() : undefined;
  if (
    Node.isCallExpression(literal) &&
    Node.isPropertyAccessExpression(callee) &&
    shapeName(callee) === "opt"
  ) {
    return { schema: schemaOfShape(needed(literal.getArguments()[0], literal), depth + 1), optional: true };
  }
  return { schema: schemaOfShape(node, depth + 1), optional: false };
}

function scalarOf(node: Node): Scalar {
  const literal = constantOf(node);
  if (Node.isStringLiteral(literal) || Node.isNoSubstitutionTemplateLiteral(literal))
    return literal.getLiteralValue();
  if (Node.isNumericLiteral(literal)) return literalNumber(literal);
  if (Node.isTrueLiteral(literal)) return true;
  if (Node.isFalseLiteral(literal)) return false;
  if (Node.isNullLiteral(literal)) return null;
  throw new Refusal("BYL1114", short(node), spanOf(node));
}
