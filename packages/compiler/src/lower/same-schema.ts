import type { Schema } from "@bylaw/dsl/schema";
import { memoised } from "../memoised.ts";

/** Schemas are large, and the same ones are compared again and again. */
const schemaText = memoised((schema: Schema) => JSON.stringify(schema));

/** Whether two schemas are written alike: those that only describe the same values in other words are not. */
export function isSameSchema(one: Schema, other: Schema): boolean {
  return one === other || (one.kind === other.kind && schemaText(one) === schemaText(other));
}

/** Schemas, each once; those of one type are one, which need not be read for that. */
export function distinctSchemas(given: readonly Schema[]): readonly Schema[] {
  const schemas = [...new Set(given)];
  if (schemas.length < 2) return schemas;
  return [...new Map(schemas.map((schema) => [schemaText(schema), schema] as const)).values()];
}
