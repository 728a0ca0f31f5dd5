import type { Schema } from "@bylaw/dsl/schema";
import type { CallExpression, Type } from "ts-morph";
import type { Reader } from "./reader.ts";
import { schemaOfType } from "./schema-of-type.ts";

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
