export type { Property, Schema } from "./schema.ts";
export type { OptionalShape, Shape, ShapeProperties, Static, StaticObject } from "./shape.ts";
export { t } from "./t.ts";
