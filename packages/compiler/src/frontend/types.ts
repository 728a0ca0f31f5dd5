import type { Type } from "ts-morph";
import { isBuiltIn } from "./symbols.ts";

/** A type parameter as what it is known to be. */
function known(type: Type): Type {
  const inner = type.getNonNullableType();
  return inner.isTypeParameter() ? (inner.getConstraint()?.getNonNullableType() ?? inner) : inner;
}

function every(type: Type, test: (member: Type) => boolean): boolean {
  const inner = known(type);
  return inner.isUnion() ? inner.getUnionTypes().every((member) => every(member, test)) : test(inner);
}

/** Whether a type, empty values aside, is a text. */
export function isText(type: Type): boolean {
  return every(type, (one) => one.isString() || one.isStringLiteral() || one.isTemplateLiteral());
}

/** Whether a type, empty values aside, is an array or a tuple. */
export function isList(type: Type): boolean {
  return every(type, (one) => one.isArray() || one.isTuple() || one.isReadonlyArray());
}

/** Whether a type, empty values aside, is a number. */
export function isNumber(type: Type): boolean {
  return every(type, (one) => one.isNumber() || one.isNumberLiteral());
}

/** Whether a type, empty values aside, is a set. */
export function isSet(type: Type): boolean {
  return every(type, (one) => isNamed(one, "Set"));
}

/** Whether a type, empty values aside, is a map from keys to values. */
export function isMap(type: Type): boolean {
  return every(type, (one) => isNamed(one, "Map"));
}

function isNamed(type: Type, name: string): boolean {
  const symbol = type.getSymbol();
  return symbol !== undefined && isBuiltIn(symbol) && [name, `Readonly${name}`].includes(symbol.getName());
}

/** Whether a type is a boolean and nothing else. */
export function isBoolean(type: Type): boolean {
  if (type.isUnion()) return type.getUnionTypes().every(isBoolean);
  return type.isBoolean() || type.isBooleanLiteral();
}

/** Whether every value of a type is an object with any keys: `Record<string, …>`. */
export function isRecord(type: Type): boolean {
  return every(type, (one) => one.getStringIndexType() !== undefined);
}
