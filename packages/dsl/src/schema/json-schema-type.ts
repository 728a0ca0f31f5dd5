// What a JSON Schema document describes, as a type: the same as `schemaOfJsonSchema`, for the type checker.

type Keywords = { readonly [keyword: string]: unknown };

/** A JSON Schema document whose keywords TypeScript knows: written as a literal, or `as const`. */
export type JsonSchemaDocument = true | Keywords;

/** The type of the values that a document describes: `FromJsonSchema<typeof document>`. */
export type FromJsonSchema<Document> = Of<Document, Document>;

type Of<S, Root> = S extends { readonly $ref: infer Reference extends string }
  ? Of<Resolved<Reference, Root>, Root>
  : S extends { readonly const: infer Value }
    ? Value
    : S extends { readonly enum: readonly (infer Value)[] }
      ? Value
      : S extends { readonly anyOf: readonly (infer Member)[] }
        ? OfEach<Member, Root>
        : S extends { readonly oneOf: readonly (infer Member)[] }
          ? OfEach<Member, Root>
          : S extends { readonly type: infer Type }
            ? OfType<Type extends readonly (infer One)[] ? One : Type, S, Root>
            : unknown;

type OfEach<Member, Root> = Member extends unknown ? Of<Member, Root> : never;

type OfType<Type, S, Root> = Type extends "string"
  ? string
  : Type extends "number" | "integer"
    ? number
    : Type extends "boolean"
      ? boolean
      : Type extends "null"
        ? null
        : Type extends "array"
          ? readonly (S extends { readonly items: infer Items } ? Of<Items, Root> : unknown)[]
          : Type extends "object"
            ? OfObject<S, Root>
            : unknown;

type OfObject<S, Root> = S extends { readonly properties: infer Properties }
  ? Flat<
      { readonly [Name in Extract<keyof Properties, RequiredNames<S>>]: Of<Properties[Name], Root> } & {
        readonly [Name in Exclude<keyof Properties, RequiredNames<S>>]?: Of<Properties[Name], Root>;
      }
    >
  : S extends { readonly additionalProperties: infer Values }
    ? Readonly<Record<string, Of<Values, Root>>>
    : Readonly<Record<string, unknown>>;

type RequiredNames<S> = S extends { readonly required: readonly (infer Name)[] } ? Name : never;

type Flat<T> = { [K in keyof T]: T[K] };

/** What `#/$defs/name` refers to. */
type Resolved<Reference extends string, Root> = Reference extends "#"
  ? Root
  : Reference extends `#/${infer Path}`
    ? AtPath<Path, Root>
    : never;

type AtPath<Path extends string, Value> = Path extends `${infer Step}/${infer Rest}`
  ? Step extends keyof Value
    ? AtPath<Rest, Value[Step]>
    : never
  : Path extends keyof Value
    ? Value[Path]
    : never;
