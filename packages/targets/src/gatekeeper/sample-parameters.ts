import type { Schema } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";

/** The smallest value of a schema, for an author to fill in: no list has elements, no optional property is there. */
export function sampleOf(schema: Schema): Json {
  switch (schema.kind) {
    case "string":
      return "";
    case "number":
      return 0;
    case "boolean":
      return false;
    case "null":
    case "unknown":
      return null;
    case "oneOf":
      return schema.values[0] ?? null;
    case "union":
      return schema.members[0] === undefined ? null : sampleOf(schema.members[0]);
    case "array":
      return [];
    case "map":
      return {};
    case "object":
      return Object.fromEntries(
        Object.entries(schema.properties)
          .filter(([, { optional }]) => !optional)
          .map(([name, property]) => [name, sampleOf(property.schema)]),
      );
  }
}
