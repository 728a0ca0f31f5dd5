import type { Schema } from "./schema.ts";

/** A description of values, as a value: its type, its native check, its Rego guard and its generator are one thing. */
export interface Shape<T> {
  /** The description as data. */
  readonly schema: Schema;
  /**
   * Whether a value has this shape. Extra properties are fine; an optional property may be absent or `null`.
   * Getters, proxies, lone surrogates and numbers beyond ±(2^53 - 1) are never well-formed. Throws nothing.
   */
  readonly is: (value: unknown) => value is T;
}

/** A property that may be absent or `null`; made by `t.opt`, and only for properties of `t.object`. */
export interface OptionalShape<T> {
  readonly optional: Shape<T>;
}

/** The type that a shape describes: `Static<typeof claims>`. */
export type Static<S> = S extends Shape<infer T> ? T : never;

/** What `t.object` takes: property names and their shapes. */
export type ShapeProperties = Readonly<Record<string, Shape<unknown> | OptionalShape<unknown>>>;

type RequiredNames<P> = { [K in keyof P]: P[K] extends OptionalShape<unknown> ? never : K }[keyof P];
type OptionalNames<P> = { [K in keyof P]: P[K] extends OptionalShape<unknown> ? K : never }[keyof P];

// Both halves map over `Pick`, never over bare names: that keeps the JSDoc of each property in the editor.
type RequiredPart<P> = { readonly [K in keyof Pick<P, RequiredNames<P>>]: Static<P[K]> };
type OptionalPart<P> = {
  readonly [K in keyof Pick<P, OptionalNames<P>>]?: P[K] extends OptionalShape<infer T> ? T : never;
};
type Flat<T> = { [K in keyof T]: T[K] };

/** The object type of the properties given to `t.object`. */
export type StaticObject<P> = Flat<RequiredPart<P> & OptionalPart<P>>;
