import {
  type JsonSchemaOptions,
  narrowingKeywords,
  type Schema,
  schemaOfJsonSchema,
} from "@bylaw/dsl/schema";
import { type CallExpression, Node } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { dataOf } from "./data.ts";
import { constantOf } from "./literals.ts";
import { spanOf } from "./span.ts";
import { dslFunction, symbolOf } from "./symbols.ts";

/** A call of `fromJsonSchema`, if an expression is one. */
export function jsonSchemaCall(node: Node): CallExpression | undefined {
  if (!Node.isCallExpression(node)) return undefined;
  const symbol = symbolOf(node.getExpression());
  return symbol !== undefined && dslFunction(symbol) === "fromJsonSchema" ? node : undefined;
}

/**
 * The schema that `fromJsonSchema(document)` describes.
 * @throws Refusal BYL1206 for what a shape cannot say, BYL1114 when the document is not written out
 */
export function schemaOfDocument(call: CallExpression): Schema {
  const [document, options] = call.getArguments();
  if (document === undefined) throw new Refusal("BYL1114", "a document", spanOf(call));
  try {
    return schemaOfJsonSchema(dataOf(document), options === undefined ? {} : optionsOf(options));
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new Refusal("BYL1206", error.message, spanOf(document));
  }
}

function optionsOf(node: Node): JsonSchemaOptions {
  const given = dataOf(node);
  const unchecked: unknown =
    typeof given === "object" && given !== null && "unchecked" in given ? given.unchecked : [];
  const names: readonly unknown[] = Array.isArray(unchecked) ? unchecked : [];
  return { unchecked: narrowingKeywords.filter((keyword) => names.includes(keyword)) };
}

/** Whether a shape is made of a JSON Schema document, in whole or in part. */
export function usesJsonSchema(node: Node, depth = 0): boolean {
  const literal = constantOf(node);
  if (depth > 50) return false;
  if (jsonSchemaCall(literal) !== undefined) return true;
  const parts = Node.isCallExpression(literal)
    ? literal.getArguments()
    : Node.isObjectLiteralExpression(literal)
      ? literal
          .getProperties()
          .flatMap((property) =>
            Node.isPropertyAssignment(property)
              ? [property.getInitializerOrThrow()]
              : Node.isShorthandPropertyAssignment(property)
                ? [property.getNameNode()]
                : [],
          )
      : [];
  return parts.some((part) => usesJsonSchema(part, depth + 1));
}
