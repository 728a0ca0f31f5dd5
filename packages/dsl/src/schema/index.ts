export type { Property, Schema } from "./schema.ts";
