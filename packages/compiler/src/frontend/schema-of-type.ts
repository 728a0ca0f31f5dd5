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
  return schemaAt(type, at, 0);
}

function schemaAt(type: Type, at: Node, depth: number): Schema {
  if (depth > deepest) throw new Refusal("BYL1119", type.getText(at).slice(0, 80), spanOf(at));
  if (type.isAny()) throw new Refusal("BYL1105", "in the type of the input", spanOf(at));
  if (type.isUnknown()) return { kind: "unknown" };
  if (type.isString()) return { kind: "string" };
  if (type.isNumber()) return { kind: "number" };
  if (type.isBoolean()) return { kind: "boolean" };
  if (type.isNull()) return { kind: "null" };
  const literal = literalOf(type);
  if (literal !== undefined) return { kind: "oneOf", values: [literal] };
  if (type.isUnion()) return unionSchema(type.getUnionTypes(), at, depth);
  const element = type.getArrayElementType();
  if (element !== undefined) return { kind: "array", element: schemaAt(element, at, depth + 1) };
  const value = type.getStringIndexType();
  if (value !== undefined) return { kind: "map", value: schemaAt(value, at, depth + 1) };
  if (type.isObject() && type.getCallSignatures().length === 0) return objectSchema(type, at, depth);
  if (type.isIntersection()) return objectSchema(type, at, depth);
  throw new Refusal("BYL1119", `${type.getText(at).slice(0, 80)} is not data`, spanOf(at));
}

function literalOf(type: Type): string | number | boolean | undefined {
  const value = type.getLiteralValue();
  if (typeof value === "string" || typeof value === "number") return value;
  if (type.isBooleanLiteral()) return type.getText() === "true";
  return undefined;
}

function objectSchema(type: Type, at: Node, depth: number): Schema {
  const symbols = type.getProperties();
  if (symbols.length > mostMembers) throw new Refusal("BYL1119", `${symbols.length} properties`, spanOf(at));
  const properties: Record<string, Property> = Object.create(null);
  for (const symbol of symbols) {
    const optional = symbol.isOptional();
    properties[symbol.getName()] = propertySchema(symbol.getTypeAtLocation(at), optional, at, depth);
  }
  return { kind: "object", properties };
}

function propertySchema(type: Type, optional: boolean, at: Node, depth: number): Property {
  if (!type.isUnion()) return { schema: schemaAt(type, at, depth + 1), optional };
  const members = type.getUnionTypes();
  const defined = members.filter((member) => !member.isUndefined());
  return {
    schema: unionSchema(defined, at, depth),
    optional: optional || defined.length < members.length,
  };
}

function unionSchema(types: readonly Type[], at: Node, depth: number): Schema {
  if (types.length > mostMembers) throw new Refusal("BYL1119", `${types.length} alternatives`, spanOf(at));
  const values: (string | number | boolean | null)[] = [];
  const members: Schema[] = [];
  for (const type of types) {
    if (type.isUndefined()) continue;
    const literal = literalOf(type);
    if (literal !== undefined) values.push(literal);
    else members.push(schemaAt(type, at, depth + 1));
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
  return members.length === 1 && only !== undefined ? only : { kind: "union", members };
}
