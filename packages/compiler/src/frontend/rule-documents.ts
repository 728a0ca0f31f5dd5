import type { Schema } from "@bylaw/dsl/schema";
import type { CallExpression, Type } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { usesJsonSchema } from "./json-schema.ts";
import type { Definition } from "./kinds/kind.ts";
import type { Reader } from "./reader.ts";
import { schemaKey } from "./same-schema.ts";
import { schemaOfType } from "./schema-of-type.ts";
import { schemaOfShape } from "./shapes.ts";
import { spanOf } from "./span.ts";

/** What the rules of a policy read. */
export interface DocumentSchemas {
  readonly input: Schema;
  /** Absent when the policy declares no data documents. */
  readonly data?: Schema;
}

/**
 * The schemas of a policy's documents: the types that its constructor gives to the parameters of its rules.
 *
 * @param properties the properties of the definition that hold rules
 * @throws Refusal as `schemaOfType` does
 */
export function documentSchemas(
  reader: Reader,
  call: CallExpression,
  properties: readonly string[],
): DocumentSchemas {
  const definition = reader.checker.getResolvedSignature(call)?.getParameters()[0]?.getTypeAtLocation(call);
  for (const property of properties) {
    const rules = definition?.getProperty(property)?.getTypeAtLocation(call).getNonNullableType();
    const rule = rules?.getProperties()[0]?.getTypeAtLocation(call);
    const [input, data] = rule?.getCallSignatures()[0]?.getParameters() ?? [];
    if (input === undefined) continue;
    const dataType: Type | undefined = data?.getTypeAtLocation(call);
    return {
      input: schemaOfType(input.getTypeAtLocation(call), call),
      ...(dataType === undefined || dataType.isUndefined() ? {} : { data: schemaOfType(dataType, call) }),
    };
  }
  return { input: { kind: "unknown" } };
}

/**
 * Refuses an input that may be something else than an object: the Rego takes any other for malformed.
 * @throws Refusal BYL1207
 */
export function checkInput(definition: Definition, { input }: DocumentSchemas): void {
  const node = definition.get("input");
  if (node !== undefined && !isObject(input)) throw new Refusal("BYL1207", "", spanOf(node));
}

function isObject(schema: Schema): boolean {
  if (schema.kind === "union") return schema.members.every(isObject);
  return schema.kind === "object" || schema.kind === "map";
}

/**
 * Refuses documents of a JSON Schema that a shape cannot say. TypeScript would only find that their type is none.
 * @throws Refusal BYL1206, and as `schemaOfShape` does
 */
export function checkJsonSchemas(definition: Definition): void {
  for (const property of ["input", "data", "parameters"]) {
    const node = definition.get(property);
    if (node !== undefined && usesJsonSchema(node)) schemaOfShape(node);
  }
}

/**
 * Refuses documents of a JSON Schema whose type, which may be the author's word, is another.
 * @throws Refusal BYL1206
 */
export function checkDocumentTypes(definition: Definition, { input, data }: DocumentSchemas): void {
  const parameters = input.kind === "object" ? input.properties.parameters?.schema : undefined;
  for (const [property, typed] of Object.entries({ input, data, parameters })) {
    const node = definition.get(property);
    if (node === undefined || typed === undefined || !usesJsonSchema(node)) continue;
    if (schemaKey(schemaOfShape(node)) !== schemaKey(typed))
      throw new Refusal("BYL1206", "its type says something else than the document", spanOf(node));
  }
}
