// Source: OPA v1/topdown/jsonschema.go, which has a gojsonschema of its own. It is interpreted here by the same
// rules: no library has them, a mixture of drafts by default, and schemas of an input must never become code.
import { jsonOf } from "../../values/convert.ts";
import type { Json } from "../../values/json.ts";
import { parseJson } from "../../values/json-text.ts";
import { isArray, isObject, type Value } from "../../values/value.ts";
import { BuiltinError, operand, UnsupportedCall, type ValueBuiltin, workOf } from "../builtin.ts";
import { compileSchema } from "./compile.ts";
import { schemaErrors } from "./validate.ts";

type Args = readonly Value[];

/** A document that is written as text, or given. */
function documentOf(args: Args, position: number): Json {
  const given = operand(args, position);
  if (typeof given === "string") return parsed(given);
  if (isObject(given) || isArray(given)) return jsonOf(given);
  throw new BuiltinError("wrong type, expected string or object");
}

function parsed(text: string): Json {
  try {
    return parseJson(text);
  } catch {
    // Only numbers beyond a double are JSON that the engine refuses.
    if (isJson(text)) throw new UnsupportedCall("a number is too large");
    throw new BuiltinError("invalid JSON string");
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const stringOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** OPA refuses `2.0` where a schema has a count, and takes `2`: values do not keep the difference. */
function hasIntegerInDisguise(text: string): boolean {
  return [...text.matchAll(stringOrNumber)].some(
    ([token]) => !token.startsWith('"') && /[.eE]/.test(token) && Number.isInteger(Number(token)),
  );
}

function schemaOf(args: Args, position: number, spend: (steps: number) => void) {
  const given = operand(args, position);
  const schema = documentOf(args, position);
  if (typeof given === "string" && hasIntegerInDisguise(given))
    throw new UnsupportedCall("an integer is written as a fraction");
  return compileSchema(schema, spend);
}

const verify: ValueBuiltin = (args, context) => {
  try {
    schemaOf(args, 0, workOf(context));
    return [true, null];
  } catch (error) {
    if (!(error instanceof BuiltinError) || error instanceof UnsupportedCall) throw error;
    return [false, `jsonschema: ${error.message}`];
  }
};

const match: ValueBuiltin = (args, context) => {
  const spend = workOf(context);
  const document = documentOf(args, 0);
  const errors = schemaErrors(schemaOf(args, 1, spend), document, spend);
  const shown = errors.map(({ type, field, desc }) => ({ type, field, desc, error: `${field}: ${desc}` }));
  return [errors.length === 0, shown];
};

export const jsonSchemaBuiltins: ReadonlyMap<string, ValueBuiltin> = new Map<string, ValueBuiltin>([
  ["json.verify_schema", verify],
  ["json.match_schema", match],
]);
