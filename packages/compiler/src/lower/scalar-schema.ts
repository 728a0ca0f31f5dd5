import type { Schema } from "@bylaw/dsl/schema";

/** Whether values of a schema have no parts, so that they can be compared and are whole once they are read. */
export function isScalarSchema(schema: Schema): boolean {
  switch (schema.kind) {
    case "string":
    case "number":
    case "boolean":
    case "null":
    case "oneOf":
      return true;
    case "union":
      return schema.members.every(isScalarSchema);
    case "array":
    case "map":
    case "object":
    case "unknown":
      return false;
  }
}
