import type { Schema } from "@bylaw/dsl/schema";

/** A structural schema of `apiextensions.k8s.io/v1`, as a ConstraintTemplate has it. */
export type StructuralSchema =
  | { readonly "x-kubernetes-preserve-unknown-fields": true; readonly type?: "object" }
  | { readonly type: "string" | "number" | "boolean"; readonly enum?: readonly unknown[] }
  | { readonly type: "array"; readonly items: StructuralSchema }
  | { readonly type: "object"; readonly additionalProperties: StructuralSchema }
  | {
      readonly type: "object";
      readonly properties: Readonly<Record<string, StructuralSchema>>;
      readonly required?: readonly string[];
    };

const anything: StructuralSchema = { "x-kubernetes-preserve-unknown-fields": true };

/**
 * The schema by which the API server checks a constraint's parameters. It accepts whatever the policy's own guard
 * does: what a structural schema cannot say (a union, `null`) is left to the guard.
 */
export function parameterSchema(schema: Schema): StructuralSchema {
  switch (schema.kind) {
    case "string":
    case "number":
    case "boolean":
      return { type: schema.kind };
    case "null":
    case "unknown":
    case "union":
      return anything;
    case "oneOf":
      return ofValues(schema.values);
    case "array":
      return { type: "array", items: parameterSchema(schema.element) };
    case "map":
      return { type: "object", additionalProperties: parameterSchema(schema.value) };
    case "object": {
      const properties = Object.entries(schema.properties);
      const required = properties.filter(([, { optional }]) => !optional).map(([name]) => name);
      return {
        type: "object",
        properties: Object.fromEntries(
          properties.map(([name, property]) => [name, parameterSchema(property.schema)]),
        ),
        ...(required.length === 0 ? {} : { required }),
      };
    }
  }
}

function ofValues(values: readonly (string | number | boolean | null)[]): StructuralSchema {
  const type = typeof values[0];
  if (type !== "string" && type !== "number" && type !== "boolean") return anything;
  return values.every((value) => typeof value === type) ? { type, enum: values } : anything;
}
