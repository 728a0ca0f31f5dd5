import { isNumber, type Value } from "../values/value.ts";
import { anyKinds, jsonKinds, type Kinds, kindsOf } from "./kinds.ts";

/** What a builtin gives, whatever the parts of its arguments that are not known. */
export interface BuiltinResult {
  /** The types of its operands; with others it fails. Nothing is known of those that are left out. */
  readonly operands?: readonly Kinds[];
  readonly kinds: Kinds;
  /** What is in the result, at any depth. */
  readonly inner: Kinds;
  /** Whether operands of the right types always have a result. */
  readonly total?: (values: readonly (Value | undefined)[]) => boolean;
}

const [text, number, boolean, array, object, set] = (
  ["string", "number", "boolean", "array", "object", "set"] as const
).map((name) => kindsOf(name)) as [Kinds, Kinds, Kinds, Kinds, Kinds, Kinds];

const always = () => true;
const isWhole = (value: Value | undefined) => typeof value === "number" && Number.isInteger(value);

function total(operands: readonly Kinds[], kinds: Kinds, inner: Kinds = kinds): BuiltinResult {
  return { operands, kinds, inner, total: always };
}

function partial(kinds: Kinds, inner: Kinds = jsonKinds): BuiltinResult {
  return { kinds, inner };
}

/** What OPA says of its builtins (`opa capabilities`), as far as it helps. */
const results: ReadonlyMap<string, BuiltinResult> = new Map<string, BuiltinResult>([
  ...["startswith", "endswith", "contains"].map((name): [string, BuiltinResult] => [
    name,
    total([text, text], boolean),
  ]),
  ...["lower", "upper", "trim_space", "strings.reverse"].map((name): [string, BuiltinResult] => [
    name,
    total([text], text),
  ]),
  ...["trim", "trim_left", "trim_right", "trim_prefix", "trim_suffix"].map(
    (name): [string, BuiltinResult] => [name, total([text, text], text)],
  ),
  ["replace", total([text, text, text], text)],
  ["split", total([text, text], array, text)],
  [
    "substring",
    {
      operands: [text, number, number],
      kinds: text,
      inner: text,
      total: ([, start, length]) => isWhole(start) && Number(start) >= 0 && isWhole(length),
    },
  ],
  ["plus", total([number, number], number)],
  ["mul", total([number, number], number)],
  [
    "div",
    {
      operands: [number, number],
      kinds: number,
      inner: number,
      total: ([, by]) => isNumber(by) && Number(by) !== 0,
    },
  ],
  ["minus", partial(number | set, anyKinds)],
  ...["rem", "to_number", "sum", "product", "indexof", "rand.intn", "bits.and", "bits.or"].map(
    (name): [string, BuiltinResult] => [name, partial(number)],
  ),
  ...["abs", "round", "ceil", "floor"].map((name): [string, BuiltinResult] => [
    name,
    total([number], number),
  ]),
  ["time.now_ns", total([], number)],
  ...["concat", "sprintf", "internal.template_string", "format_int", "json.marshal", "uuid.rfc4122"].map(
    (name): [string, BuiltinResult] => [name, partial(text)],
  ),
  ...[
    "regex.match",
    "glob.match",
    "net.cidr_contains",
    "json.is_valid",
    "strings.any_prefix_match",
    "strings.any_suffix_match",
    "object.subset",
    "semver.is_valid",
    "all",
    "any",
  ].map((name): [string, BuiltinResult] => [name, partial(boolean)]),
  ...["array.concat", "array.slice", "array.reverse", "sort"].map((name): [string, BuiltinResult] => [
    name,
    partial(array, anyKinds),
  ]),
  ...["and", "or", "set_diff", "union", "intersection", "object.keys"].map(
    (name): [string, BuiltinResult] => [name, partial(set, anyKinds)],
  ),
  ["json.unmarshal", partial(jsonKinds)],
  ["http.send", partial(object)],
  ["opa.runtime", partial(object)],
  ["net.lookup_ip_addr", partial(set, text)],
]);

const anything: BuiltinResult = { kinds: anyKinds, inner: anyKinds };

export function builtinResult(name: string): BuiltinResult {
  if (name.startsWith("io.jwt.verify_")) return partial(boolean);
  return results.get(name) ?? anything;
}

/** Those of which more is known than that they give something, by name. */
export const describedBuiltins: readonly string[] = [...results.keys()];
