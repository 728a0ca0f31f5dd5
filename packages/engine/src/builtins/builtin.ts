import { jsonOf } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import {
  type AnyObject,
  isArray,
  isNumber,
  isObject,
  isSet,
  type RegoSet,
  typeName,
  type Value,
} from "../values/value.ts";

/** What a builtin may know of the decision beside its arguments. */
export interface BuiltinContext {
  /** The clock of the decision, in nanoseconds since 1970. */
  readonly now: bigint;
  /** What must be the same for the whole query, such as random numbers. Absent: nothing is kept. */
  readonly cache?: Map<string, Value>;
  /** Counts work, in steps; throws when the evaluation has done too much. Absent: nothing is counted. */
  readonly spend?: (steps: number) => void;
}

/**
 * Computes a builtin's result from its arguments.
 *
 * @throws {BuiltinError} where OPA gives a builtin error: the expression is undefined, or evaluation fails with
 * strict builtin errors
 */
export type Builtin = (args: readonly Json[], context: BuiltinContext) => Json;

/** An argument that a builtin cannot work with. */
export class BuiltinError extends Error {
  override readonly name = "BuiltinError";
}

// About a second of work.
const maxUncountedSteps = 5_000_000;

/**
 * Where a builtin counts its work; without a count in the context, it has a bound of its own.
 *
 * @returns throws an {@link UnsupportedCall} beyond that bound
 */
export function workOf({ spend }: BuiltinContext): (steps: number) => void {
  if (spend !== undefined) return spend;
  let steps = 0;
  return (more) => {
    steps += more;
    if (steps > maxUncountedSteps) throw new UnsupportedCall("the call takes too long");
  };
}

/** An argument of the wrong type. */
export class BuiltinTypeError extends BuiltinError {}

/** The builtin is known, but not what it gives for these arguments: `opa` must say. */
export class UnsupportedCall extends BuiltinError {}

/** {@link Builtin} on all values of Rego; the same is thrown. Undefined leaves the expression undefined. */
export type ValueBuiltin = (args: readonly Value[], context: BuiltinContext) => Value | undefined;

/** A builtin that knows JSON only. */
export function onValues(builtin: Builtin): ValueBuiltin {
  return (args, context) => builtin(args.map(jsonOf), context);
}

/** A builtin of values for those who have only JSON: a set in the answer becomes an array. */
export function onJson(builtin: ValueBuiltin): Builtin {
  return (args, context) => {
    const result = builtin(args, context);
    if (result === undefined) throw new BuiltinError("undefined");
    return jsonOf(result);
  };
}

type Args = readonly Value[];

function operandError(args: Args, position: number, wanted: string): BuiltinTypeError {
  const value = args[position];
  const got = value === undefined ? "nothing" : typeName(value);
  return new BuiltinTypeError(`operand ${position + 1} must be ${wanted} but got ${got}`);
}

/** The argument as it is. The readers below throw a {@link BuiltinTypeError} when it has another type. */
export function operand(args: Args, position: number): Value {
  const value = args[position];
  if (value === undefined) throw operandError(args, position, "a value");
  return value;
}

export function text(args: Args, position: number): string {
  const value = args[position];
  if (typeof value === "string") return value;
  throw operandError(args, position, "string");
}

export function number(args: Args, position: number): number | bigint {
  const value = args[position];
  if (isNumber(value)) return value;
  throw operandError(args, position, "number");
}

/** A whole number of 64 bits. Beyond 2^53 it is rounded: no index or count is as large. */
export function whole(args: Args, position: number): number {
  const value = number(args, position);
  if (typeof value === "number" && Number.isInteger(value)) return value;
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) return Number(value);
  throw new BuiltinTypeError(`operand ${position + 1} must be integer number but got floating-point number`);
}

export function boolean(args: Args, position: number): boolean {
  const value = args[position];
  if (typeof value === "boolean") return value;
  throw operandError(args, position, "boolean");
}

export function array(args: Args, position: number): readonly Value[] {
  const value = args[position];
  if (isArray(value)) return value;
  throw operandError(args, position, "array");
}

export function set(args: Args, position: number): RegoSet {
  const value = args[position];
  if (isSet(value)) return value;
  throw operandError(args, position, "set");
}

export function object(args: Args, position: number): AnyObject {
  const value = args[position];
  if (isObject(value)) return value;
  throw operandError(args, position, "object");
}

/** The elements of an array or a set. */
export function elements(args: Args, position: number): readonly Value[] {
  const value = args[position];
  if (isArray(value)) return value;
  if (isSet(value)) return value.values();
  throw operandError(args, position, "one of {array, set}");
}

/** The elements of an array or a set, all of them text. */
export function texts(args: Args, position: number): readonly string[] {
  return elements(args, position).map((value) => {
    if (typeof value === "string") return value;
    throw new BuiltinTypeError(
      `operand ${position + 1} must be ${typeName(operand(args, position))} of strings but got ${typeName(operand(args, position))} containing ${typeName(value)}`,
    );
  });
}

/** The argument as text; sources of the checks: OPA's `topdown/builtins`. */
export function stringOperand(args: readonly Json[], position: number): string {
  const value = args[position];
  if (typeof value === "string") return value;
  throw new BuiltinError(`operand ${position + 1} must be string`);
}

/** The argument as an object. */
export function objectOperand(args: readonly Json[], position: number): Readonly<Record<string, Json>> {
  const value = args[position];
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Readonly<Record<string, Json>>;
  throw new BuiltinError(`operand ${position + 1} must be object`);
}
