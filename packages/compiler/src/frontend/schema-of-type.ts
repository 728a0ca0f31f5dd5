import type { Property, Schema } from "@bylaw/dsl/schema";
import type { Node, Type } from "ts-morph";
import { Refusal } from "../diagnostics/report.ts";
import { spanOf } from "./span.ts";

const deepest = 24;
const mostMembers = 200;

/**
 * The schema of a type, as the type checker sees it.
 * @param at where the type is used, for property types and for what is said when it cannot be described
 * @throws Refusal BYL1119 for a type that refers to itself or is very large, BYL1105 for `any`
 */
export function schemaOfType(type: Type, at: Node): Schema {
  return schemaAt(type, at, 0).schema;
}

/** A schema, and how many more are nested in it. */
interface Described {
  readonly schema: Schema;
  readonly height: number;
}

/** What was described: large types, such as those of pods, stand in several others, and in several policies. */
const described = new WeakMap<object, Described>();

function schemaAt(type: Type, at: Node, depth: number): Described {
  const known = described.get(type.compilerType);
  if (known !== undefined && depth + known.height <= deepest) return known;
  const found = describe(type, at, depth);
  described.set(type.compilerType, found);
  return found;
}

function describe(type: Type, at: Node, depth: number): Described {
  const flat = (schema: Schema): Described => ({ schema, height: 0 });
  if (depth > deepest) throw new Refusal("BYL1119", type.getText(at).slice(0, 80), spanOf(at));
  if (type.isAny()) throw new Refusal("BYL1105", "in the type of the input", spanOf(at));
  if (type.isUnknown()) return flat({ kind: "unknown" });
  if (type.isString()) return flat({ kind: "string" });
  if (type.isNumber()) return flat({ kind: "number" });
  if (type.isBoolean()) return flat({ kind: "boolean" });
  if (type.isNull()) return flat({ kind: "null" });
  const literal = literalOf(type);
  if (literal !== undefined) return flat({ kind: "oneOf", values: [literal] });
  if (type.isUnion()) return unionSchema(type.getUnionTypes(), at, depth);
  const element = type.getArrayElementType();
  if (element !== undefined)
    return around(schemaAt(element, at, depth + 1), (inner) => ({ kind: "array", element: inner }));
  const value = type.getStringIndexType();
  if (value !== undefined)
    return around(schemaAt(value, at, depth + 1), (inner) => ({ kind: "map", value: inner }));
  if (type.isObject() && type.getCallSignatures().length === 0) return objectSchema(type, at, depth);
  if (type.isIntersection()) return objectSchema(type, at, depth);
  throw new Refusal("BYL1119", `${type.getText(at).slice(0, 80)} is not data`, spanOf(at));
}

function around({ schema, height }: Described, make: (inner: Schema) => Schema): Described {
  return { schema: make(schema), height: height + 1 };
}

function literalOf(type: Type): string | number | boolean | undefined {
  const value = type.getLiteralValue();
  if (typeof value === "string" || typeof value === "number") return value;
  if (type.isBooleanLiteral()) return type.getText() === "true";
  return undefined;
}

function objectSchema(type: Type, at: Node, depth: number): Described {
  const symbols = type.getProperties();
  if (symbols.length > mostMembers) throw new Refusal("BYL1119", `${symbols.length} properties`, spanOf(at));
  const properties: Record<string, Property> = Object.create(null);
  let height = 0;
  for (const symbol of symbols) {
    const optional = symbol.isOptional();
    const found = propertySchema(symbol.getTypeAtLocation(at), at, depth);
    properties[symbol.getName()] = { schema: found.schema, optional: optional || found.optional };
    height = Math.max(height, found.height);
  }
  return { schema: { kind: "object", properties }, height };
}

/** A property's height counts from the object. */
function propertySchema(type: Type, at: Node, depth: number): Described & { readonly optional: boolean } {
  if (!type.isUnion()) {
    const { schema, height } = schemaAt(type, at, depth + 1);
    return { schema, height: height + 1, optional: false };
  }
  const members = type.getUnionTypes();
  const defined = members.filter((member) => !member.isUndefined());
  return { ...unionSchema(defined, at, depth), optional: defined.length < members.length };
}

function unionSchema(types: readonly Type[], at: Node, depth: number): Described {
  if (types.length > mostMembers) throw new Refusal("BYL1119", `${types.length} alternatives`, spanOf(at));
  const values: (string | number | boolean | null)[] = [];
  const members: Schema[] = [];
  let height = 0;
  for (const type of types) {
    if (type.isUndefined()) continue;
    const literal = literalOf(type);
    if (literal !== undefined) {
      values.push(literal);
      continue;
    }
    const found = schemaAt(type, at, depth + 1);
    members.push(found.schema);
    height = Math.max(height, found.height + 1);
  }
  // TypeScript writes boolean as the two literals.
  if (values.includes(true) && values.includes(false)) {
    members.push({ kind: "boolean" });
    const others = values.filter((value) => typeof value !== "boolean");
    if (others.length > 0) members.push({ kind: "oneOf", values: others });
  } else if (values.length > 0) {
    members.push({ kind: "oneOf", values });
  }
  const [only] = members;
  const schema: Schema = members.length === 1 && only !== undefined ? only : { kind: "union", members };
  return { schema, height };
}
