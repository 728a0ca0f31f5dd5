// Source: OPA v1/topdown/comparison.go, type.go, type_name.go, casts.go.
import { compareValues, equalValues } from "../values/order.ts";
import { isArray, isNumber, isObject, isSet, RegoSet, typeName, type Value } from "../values/value.ts";
import { BuiltinTypeError, elements, operand, type ValueBuiltin } from "./builtin.ts";

type Args = readonly Value[];

function compared(holds: (order: number) => boolean): ValueBuiltin {
  return (args) => holds(compareValues(operand(args, 0), operand(args, 1)));
}

function isType(holds: (value: Value) => boolean): ValueBuiltin {
  return (args) => holds(operand(args, 0));
}

function cast(holds: (value: Value) => boolean, name: string): ValueBuiltin {
  return (args: Args) => {
    const value = operand(args, 0);
    if (holds(value)) return value;
    throw new BuiltinTypeError(`operand 1 must be ${name} but got ${typeName(value)}`);
  };
}

const isText = (value: Value) => typeof value === "string";
const isBoolean = (value: Value) => typeof value === "boolean";
const isNull = (value: Value) => value === null;

export const typeBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["equal", (args) => equalValues(operand(args, 0), operand(args, 1))],
  ["eq", (args) => equalValues(operand(args, 0), operand(args, 1))],
  ["neq", (args) => !equalValues(operand(args, 0), operand(args, 1))],
  ["lt", compared((order) => order < 0)],
  ["lte", compared((order) => order <= 0)],
  ["gt", compared((order) => order > 0)],
  ["gte", compared((order) => order >= 0)],
  ["is_null", isType(isNull)],
  ["is_boolean", isType(isBoolean)],
  ["is_number", isType(isNumber)],
  ["is_string", isType(isText)],
  ["is_array", isType(isArray)],
  ["is_object", isType(isObject)],
  ["is_set", isType(isSet)],
  ["type_name", (args) => typeName(operand(args, 0))],
  ["cast_array", (args) => [...elements(args, 0)]],
  ["cast_set", (args) => new RegoSet(elements(args, 0))],
  ["cast_string", cast(isText, "string")],
  ["cast_boolean", cast(isBoolean, "boolean")],
  ["cast_null", cast(isNull, "null")],
  ["cast_object", cast(isObject, "object")],
]);
