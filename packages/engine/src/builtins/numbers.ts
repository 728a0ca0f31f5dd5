// Source: OPA v1/topdown/arithmetic.go, bits.go, numbers.go, casts.go.
import {
  add,
  divide,
  floated,
  integer,
  isInteger,
  multiply,
  type Numeric,
  negated,
  numberOfText,
  roundedToInteger,
  subtract,
  truncated,
  withMantissa,
} from "../values/number.ts";
import { isNumber, isSet, type Value } from "../values/value.ts";
import { without } from "./aggregates.ts";
import {
  BuiltinError,
  BuiltinTypeError,
  number,
  operand,
  text,
  UnsupportedCall,
  type ValueBuiltin,
  whole,
} from "./builtin.ts";

type Args = readonly Value[];

function minus(args: Args): Value {
  const [left, right] = args;
  if (isSet(left) && isSet(right)) return without(left, right);
  return subtract(number(args, 0), number(args, 1));
}

function quotient(args: Args): Value {
  const [left, right] = [number(args, 0), number(args, 1)];
  if (right === 0) throw new BuiltinError("divide by zero");
  return divide(left, right);
}

function remainder(args: Args): Value {
  const [left, right] = [number(args, 0), number(args, 1)];
  if (!isInteger(left) || !isInteger(right)) throw new BuiltinError("modulo on floating-point number");
  if (right === 0) throw new BuiltinError("modulo by zero");
  return integer(BigInt(left) % BigInt(right));
}

/** As OPA does it, which takes what lies between -1 and 0 for a positive number. */
function stepped(value: Numeric, upwards: 1 | -1): Numeric {
  const cut = truncated(value);
  const isDone = upwards === 1 ? cut < 0 : cut >= 0;
  return isDone || cut === value ? cut : add(cut, upwards);
}

function bigInteger(args: Args, position: number): bigint {
  const value = number(args, position);
  if (isInteger(value)) return BigInt(value);
  throw new BuiltinTypeError(`operand ${position + 1} must be integer number but got floating-point number`);
}

// Results of this size are not what a policy wants; Go would allocate until it fails.
const maxShift = 1_000_000n;

function shift(args: Args, direction: 1n | -1n): Value {
  const [value, by] = [bigInteger(args, 0), bigInteger(args, 1)];
  if (by < 0n)
    throw new BuiltinTypeError("operand 2 must be an unsigned integer number but got a negative integer");
  if (by > maxShift) {
    if (direction === -1n) return value < 0n ? -1 : 0;
    throw new BuiltinError("shift is too large");
  }
  return integer(direction === 1n ? value << by : value >> by);
}

const maxRange = 10_000_000n;

function range(from: bigint, to: bigint, step: bigint, spend: (steps: number) => void): Value {
  const distance = from <= to ? to - from : from - to;
  if (distance / step > maxRange) throw new BuiltinError("the range is too large");
  spend(Number(distance / step));
  const direction = from <= to ? step : -step;
  const values: Value[] = [];
  for (let taken = 0n; taken <= distance; taken += step)
    values.push(integer(from + (direction < 0n ? -taken : taken)));
  return values;
}

function rangeStep(args: Args, spend: (steps: number) => void): Value {
  const step = bigInteger(args, 2);
  if (step <= 0n) throw new BuiltinError("numbers.range_step: step must be a positive integer");
  return range(bigInteger(args, 0), bigInteger(args, 1), step, spend);
}

const noSpend = () => undefined;

function formatInteger(args: Args): Value {
  const value = number(args, 0);
  const base = number(args, 1);
  if (typeof base !== "number" || ![2, 8, 10, 16].includes(base))
    throw new BuiltinTypeError("operand 2 must be one of {2, 8, 10, 16}");
  return truncated(value).toString(base);
}

function toNumber(value: Value): Value {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (isNumber(value)) return value;
  if (typeof value !== "string")
    throw new BuiltinTypeError("operand 1 must be one of {null, boolean, number, string}");
  if (/^[+-]*(?:inf|infinity|nan)$/i.test(value))
    throw new BuiltinTypeError("operand 1 must be valid number string but got string");
  // Go reads them, and OPA keeps the text as it is, which then is no number of JSON.
  if (/^[+-]?(?:0[xX][\da-fA-F_.]+(?:[pP][+-]?\d+)?|[\d_.]*_[\d_.]*(?:[eE][+-]?\d+)?)$/.test(value))
    throw new UnsupportedCall("a number in this spelling");
  const parsed = numberOfText(value.replace(/^\+/, "").replace(/^(-?)\./, (_, sign: string) => `${sign}0.`));
  if (!Number.isFinite(Number(value))) throw new BuiltinError("value out of range");
  if (parsed === undefined || value.replace(/^[+-]/, "") === ".") throw new BuiltinError("invalid syntax");
  return parsed;
}

function random(args: Args, cache: Map<string, Value> | undefined): Value {
  const limit = Math.abs(whole(args, 1));
  if (limit === 0) return 0;
  const key = `rand.intn ${limit} ${text(args, 0)}`;
  const value = cache?.get(key) ?? Math.floor(Math.random() * limit);
  cache?.set(key, value);
  return value;
}

export const numberBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["plus", (args) => add(number(args, 0), number(args, 1))],
  ["minus", minus],
  ["mul", (args) => multiply(number(args, 0), number(args, 1))],
  ["div", quotient],
  ["rem", remainder],
  [
    "abs",
    (args) => {
      const value = floated(number(args, 0));
      return value < 0 ? negated(value) : value;
    },
  ],
  ["round", (args) => roundedToInteger(number(args, 0))],
  ["ceil", (args) => stepped(withMantissa(number(args, 0)), 1)],
  ["floor", (args) => stepped(withMantissa(number(args, 0)), -1)],
  ["bits.or", (args) => integer(bigInteger(args, 0) | bigInteger(args, 1))],
  ["bits.and", (args) => integer(bigInteger(args, 0) & bigInteger(args, 1))],
  ["bits.xor", (args) => integer(bigInteger(args, 0) ^ bigInteger(args, 1))],
  ["bits.negate", (args) => integer(~bigInteger(args, 0))],
  ["bits.lsh", (args) => shift(args, 1n)],
  ["bits.rsh", (args) => shift(args, -1n)],
  [
    "numbers.range",
    (args, { spend = noSpend }) => range(bigInteger(args, 0), bigInteger(args, 1), 1n, spend),
  ],
  ["numbers.range_step", (args, { spend = noSpend }) => rangeStep(args, spend)],
  ["format_int", formatInteger],
  ["to_number", (args) => toNumber(operand(args, 0))],
  ["rand.intn", (args, { cache }) => random(args, cache)],
]);
