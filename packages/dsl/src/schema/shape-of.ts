import type { Schema } from "./schema.ts";
import type { Shape } from "./shape.ts";
import { isWellFormed } from "./well-formed.ts";

/** The shape that a schema describes; its type is the caller's to know. */
export function shapeOf<T>(schema: Schema): Shape<T> {
  return Object.freeze({ schema, is: (value: unknown): value is T => isWellFormed(schema, value) });
}
