export { fromJsonSchema } from "./from-json-schema.ts";
export {
  type JsonSchemaOptions,
  type NarrowingKeyword,
  narrowingKeywords,
  schemaOfJsonSchema,
} from "./json-schema.ts";
export type { FromJsonSchema, JsonSchemaDocument } from "./json-schema-type.ts";
export type { Property, Schema } from "./schema.ts";
export type { OptionalShape, Shape, ShapeProperties, Static, StaticObject } from "./shape.ts";
export { shapeOf } from "./shape-of.ts";
export { t } from "./t.ts";
export { unchangingCheck } from "./well-formed.ts";
