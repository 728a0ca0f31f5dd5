import type { Schema } from "@bylaw/dsl/schema";

/**
 * A text that is the same for two schemas exactly when they describe the same values in the same words: the order of
 * properties and alternatives, and how literals are grouped, do not matter.
 */
export function schemaKey(schema: Schema): string {
  switch (schema.kind) {
    case "array":
      return `[${schemaKey(schema.element)}]`;
    case "map":
      return `map ${schemaKey(schema.value)}`;
    case "object": {
      const properties = Object.entries(schema.properties).map(
        ([name, property]) =>
          `${JSON.stringify(name)}${property.optional ? "?" : ""}:${schemaKey(property.schema)}`,
      );
      return `{${properties.sort().join(",")}}`;
    }
    case "union":
    case "oneOf": {
      const keys = new Set(alternativesOf(schema));
      if (keys.has("true") && keys.has("false")) {
        keys.delete("true");
        keys.delete("false");
        keys.add("boolean");
      }
      return [...keys].sort().join("|");
    }
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "unknown":
      return schema.kind;
  }
}

function alternativesOf(schema: Schema): readonly string[] {
  switch (schema.kind) {
    case "union":
      return schema.members.flatMap(alternativesOf);
    case "oneOf":
      return schema.values.map((value) => JSON.stringify(value));
    default:
      return [schemaKey(schema)];
  }
}
