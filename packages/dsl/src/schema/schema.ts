/**
 * What a value looks like, as data: types, native checks, Rego guards and generators all come from it.
 *
 * An optional property may be absent or `null`; both are read as `undefined`. Map values and array elements may not.
 */
export type Schema =
  | { readonly kind: "string" }
  | { readonly kind: "number" }
  | { readonly kind: "boolean" }
  | { readonly kind: "null" }
  | { readonly kind: "unknown" }
  | { readonly kind: "oneOf"; readonly values: readonly (string | number | boolean | null)[] }
  | { readonly kind: "array"; readonly element: Schema }
  | { readonly kind: "map"; readonly value: Schema }
  | { readonly kind: "object"; readonly properties: Readonly<Record<string, Property>> }
  | { readonly kind: "union"; readonly members: readonly Schema[] };

export interface Property {
  readonly schema: Schema;
  readonly optional: boolean;
}
