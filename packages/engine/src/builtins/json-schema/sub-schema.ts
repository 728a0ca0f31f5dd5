import type { RE2JS } from "re2js";
import type { Json } from "../../values/json.ts";
import type { Numeric } from "../../values/number.ts";
import { compareStrings } from "../../values/order.ts";
import { UnsupportedCall } from "../builtin.ts";
import type { Tree } from "./tree.ts";

/** A schema, or a part of one, that was found to be well-formed. Members are set while it is compiled. */
export interface SubSchema {
  readonly draft: Draft;
  /** Of `true` and `false`, which have no other members. */
  passes?: boolean;
  /** What stands in its place. */
  refersTo?: SubSchema;
  types: readonly string[];
  properties: ReadonlyMap<string, SubSchema>;
  patternProperties: readonly { readonly pattern: RE2JS; readonly schema: SubSchema }[];
  additionalProperties?: boolean | SubSchema;
  propertyNames?: SubSchema;
  dependencies: ReadonlyMap<string, readonly string[] | SubSchema>;
  required: readonly string[];
  minProperties?: Numeric;
  maxProperties?: Numeric;
  /** One for all elements, or one each. */
  items?: SubSchema | readonly SubSchema[];
  additionalItems?: boolean | SubSchema;
  contains?: SubSchema;
  minItems?: Numeric;
  maxItems?: Numeric;
  uniqueItems: boolean;
  multipleOf?: Numeric;
  minimum?: Numeric;
  exclusiveMinimum?: Numeric;
  maximum?: Numeric;
  exclusiveMaximum?: Numeric;
  minLength?: Numeric;
  maxLength?: Numeric;
  pattern?: { readonly text: string; readonly compiled: RE2JS };
  format: string;
  /** As {@link canonicalText} has them. */
  constant?: string;
  enumeration?: readonly string[];
  oneOf: readonly SubSchema[];
  anyOf: readonly SubSchema[];
  allOf: readonly SubSchema[];
  not?: SubSchema;
  condition?: SubSchema;
  then?: SubSchema;
  otherwise?: SubSchema;
}

/** A draft of JSON Schema; hybrid is what a schema without a known `$schema` has: all keywords of all drafts. */
export type Draft = 4 | 6 | 7 | typeof hybrid;
export const hybrid = Number.POSITIVE_INFINITY;

export function emptySchema(draft: Draft): SubSchema {
  return {
    draft,
    types: [],
    properties: new Map(),
    patternProperties: [],
    dependencies: new Map(),
    required: [],
    uniqueItems: false,
    format: "",
    oneOf: [],
    anyOf: [],
    allOf: [],
  };
}

const maxDepth = 500;

/** JSON that is the same for values that are: numbers as doubles, keys in order, and as Go escapes it. */
export function canonicalText(value: Tree | Json, spend: (steps: number) => void, depth = 0): string {
  spend(1);
  if (depth > maxDepth) throw new UnsupportedCall("a value is nested too deeply");
  if (typeof value === "string") return textOfString(value);
  if (typeof value === "number" || typeof value === "bigint")
    return Object.is(value, -0) ? "-0" : String(Number(value));
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value))
    return `[${value.map((held: Tree | Json) => canonicalText(held, spend, depth + 1)).join(",")}]`;
  const entries: (readonly [string, Tree | Json])[] =
    value instanceof Map
      ? [...(value as ReadonlyMap<string, Tree>)]
      : Object.entries(value as Record<string, Json>);
  const parts = entries
    .sort(([left], [right]) => compareStrings(left, right))
    .map(([key, held]) => `${textOfString(key)}:${canonicalText(held, spend, depth + 1)}`);
  return `{${parts.join(",")}}`;
}

function textOfString(value: string): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
