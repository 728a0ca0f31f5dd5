import { type JsonSchemaOptions, schemaOfJsonSchema } from "./json-schema.ts";
import type { FromJsonSchema, JsonSchemaDocument } from "./json-schema-type.ts";
import type { Shape } from "./shape.ts";
import { shapeOf } from "./shape-of.ts";

/**
 * The shape that a JSON Schema document describes; its type follows from the document.
 *
 * ```ts
 * const order = fromJsonSchema({ type: "object", properties: { id: { type: "string" } }, required: ["id"] });
 * type Order = Static<typeof order>; // { readonly id: string }
 * ```
 *
 * As everywhere in shapes, a property that is not required may be null as well as absent.
 *
 * @param document a literal or a constant with `as const`; TypeScript forgets the literals of an imported `.json`
 *   file, so that its type must be named: `fromJsonSchema<Order>(document)`, and the compiler checks that it is right
 * @param options keywords that are left unchecked, such as `format`
 * @throws TypeError naming the keyword and its place for what a shape cannot say
 */
export function fromJsonSchema<const Document extends JsonSchemaDocument>(
  document: Document,
  options?: JsonSchemaOptions,
): Shape<FromJsonSchema<Document>>;
export function fromJsonSchema<T>(document: unknown, options?: JsonSchemaOptions): Shape<T>;
export function fromJsonSchema(document: unknown, options: JsonSchemaOptions = {}): Shape<unknown> {
  return shapeOf<unknown>(schemaOfJsonSchema(document, options));
}
