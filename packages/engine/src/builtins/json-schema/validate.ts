// Source: OPA internal/gojsonschema/validation.go, locales.go. Its errors are part of what json.match_schema gives.

import type { Json, JsonObject } from "../../values/json.ts";
import { isInteger, type Numeric, ratioOf } from "../../values/number.ts";
import { UnsupportedCall } from "../builtin.ts";
import { formats } from "./formats.ts";
import { canonicalText, type SubSchema } from "./sub-schema.ts";

export interface SchemaError {
  readonly type: string;
  /** The path of the value that is wrong, with dots; `(Root)` for the whole. */
  readonly field: string;
  readonly desc: string;
}

/** What is wrong, and how well the value fitted all the same: the best alternative's errors are shown. */
interface Result {
  readonly errors: SchemaError[];
  score: number;
}

interface Validation {
  readonly spend: (steps: number) => void;
  depth: number;
}

// References deeper than this are left to opa: many of them never end.
const maxDepth = 300;
const root = "(Root)";

/**
 * Validates a document. The errors of an object's members come in the order of the schema or the document; OPA has
 * another with every run.
 *
 * @returns what is wrong; empty when the document is valid
 * @throws {UnsupportedCall} where references lead too deep, or a format is not decided here
 */
export function schemaErrors(
  schema: SubSchema,
  document: Json,
  spend: (steps: number) => void,
): readonly SchemaError[] {
  const result = emptyResult();
  validate(schema, document, root, result, { spend, depth: 0 });
  return result.errors;
}

function emptyResult(): Result {
  return { errors: [], score: 0 };
}

function fail(result: Result, type: string, path: string, desc: string): void {
  result.errors.push({ type, field: fieldOf(path), desc });
  result.score -= 2;
}

function fieldOf(path: string): string {
  return path.startsWith(`${root}.`) ? path.slice(root.length + 1) : path;
}

function merge(result: Result, other: Result): void {
  for (const error of other.errors) result.errors.push(error);
  result.score += other.score;
}

function apart(schema: SubSchema, value: Json, path: string, to: Validation): Result {
  const result = emptyResult();
  validate(schema, value, path, result, to);
  return result;
}

function isValid(result: Result): boolean {
  return result.errors.length === 0;
}

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function typeOf(value: Json): string {
  if (value === null) return "null";
  if (typeof value === "number" || typeof value === "bigint") return isInteger(value) ? "integer" : "number";
  return Array.isArray(value) ? "array" : typeof value;
}

function validate(schema: SubSchema, value: Json, path: string, result: Result, to: Validation): void {
  to.spend(1);
  if (schema.passes !== undefined) {
    if (!schema.passes) fail(result, "false", path, "False always fails validation");
    return;
  }
  if (++to.depth > maxDepth) throw new UnsupportedCall("the schema leads too deep");
  if (schema.refersTo !== undefined) validate(schema.refersTo, value, path, result, to);
  else validateHere(schema, value, path, result, to);
  to.depth--;
}

function validateHere(schema: SubSchema, value: Json, path: string, result: Result, to: Validation): void {
  const { types } = schema;
  const given = typeOf(value);
  if (types.length > 0 && !types.includes(given) && !(given === "integer" && types.includes("number"))) {
    const expected = types.length > 1 ? `[${types.join(",")}]` : types[0];
    fail(result, "invalid_type", path, `Invalid type. Expected: ${expected}, given: ${given}`);
    return;
  }
  validateCombined(schema, value, path, result, to);
  if (Array.isArray(value)) validateArray(schema, value, path, result, to);
  else if (isObject(value)) validateObject(schema, value, path, result, to);
  else if (typeof value === "number" || typeof value === "bigint")
    validateNumber(schema, value, path, result);
  validateLiteral(schema, value, path, result, to);
  if (typeof value === "string") validateText(schema, value, path, result, to);
  if (isObject(value))
    for (const [name, property] of schema.properties)
      if (Object.hasOwn(value, name)) validate(property, value[name] ?? null, `${path}.${name}`, result, to);
  result.score++;
}

/** The first of the results that fitted best. */
function best(results: readonly Result[]): Result | undefined {
  return results.reduce<Result | undefined>(
    (found, one) => (found === undefined || one.score > found.score ? one : found),
    undefined,
  );
}

function validateCombined(
  schema: SubSchema,
  value: Json,
  path: string,
  result: Result,
  to: Validation,
): void {
  const attempt = (part: SubSchema) => apart(part, value, path, to);
  if (schema.anyOf.length > 0) {
    const failed: Result[] = [];
    const fits = schema.anyOf.some((part) => {
      const one = attempt(part);
      if (!isValid(one)) failed.push(one);
      return isValid(one);
    });
    if (!fits) {
      fail(result, "number_any_of", path, "Must validate at least one schema (anyOf)");
      merge(result, best(failed) ?? emptyResult());
    }
  }
  if (schema.oneOf.length > 0) {
    const results = schema.oneOf.map(attempt);
    const count = results.filter(isValid).length;
    if (count !== 1) fail(result, "number_one_of", path, "Must validate one and only one schema (oneOf)");
    if (count === 0) merge(result, best(results) ?? emptyResult());
  }
  if (schema.allOf.length > 0) {
    const results = schema.allOf.map(attempt);
    for (const one of results) merge(result, one);
    if (!results.every(isValid)) fail(result, "number_all_of", path, "Must validate all the schemas (allOf)");
  }
  if (schema.not !== undefined && isValid(attempt(schema.not)))
    fail(result, "number_not", path, "Must not validate the schema (not)");
  if (isObject(value)) validateDependencies(schema, value, path, result, to);
  validateCondition(schema, attempt, path, result);
  result.score++;
}

function validateDependencies(
  schema: SubSchema,
  value: JsonObject,
  path: string,
  result: Result,
  to: Validation,
): void {
  for (const [name, dependency] of schema.dependencies) {
    if (!Object.hasOwn(value, name)) continue;
    if ("draft" in dependency) validate(dependency, value, path, result, to);
    else
      for (const other of dependency)
        if (!Object.hasOwn(value, other))
          fail(result, "missing_dependency", path, `Has a dependency on ${other}`);
  }
}

function validateCondition(
  { condition, then, otherwise }: SubSchema,
  attempt: (part: SubSchema) => Result,
  path: string,
  result: Result,
): void {
  if (condition === undefined) return;
  const holds = isValid(attempt(condition));
  const branch = holds ? then : otherwise;
  const found = branch === undefined ? emptyResult() : attempt(branch);
  if (isValid(found)) return;
  if (holds) fail(result, "condition_then", path, 'Must validate "then" as "if" was valid');
  else fail(result, "condition_else", path, 'Must validate "else" as "if" was not valid');
  merge(result, found);
}

function validateLiteral(schema: SubSchema, value: Json, path: string, result: Result, to: Validation): void {
  const { constant, enumeration, format } = schema;
  if (constant !== undefined && canonicalText(value, to.spend) !== constant)
    fail(result, "const", path, `${fieldOf(path)} does not match: ${constant}`);
  if (enumeration !== undefined && !enumeration.includes(canonicalText(value, to.spend)))
    fail(result, "enum", path, `${fieldOf(path)} must be one of the following: ${enumeration.join(", ")}`);
  if (typeof value === "string") {
    to.spend(format === "" ? 0 : value.length);
    if (formats.get(format)?.(value) === false)
      fail(result, "format", path, `Does not match format '${format}'`);
  }
  result.score++;
}

function validateText(schema: SubSchema, value: string, path: string, result: Result, to: Validation): void {
  const { minLength, maxLength, pattern } = schema;
  to.spend(value.length);
  const length = minLength === undefined && maxLength === undefined ? 0 : [...value].length;
  if (minLength !== undefined && length < minLength)
    fail(result, "string_gte", path, `String length must be greater than or equal to ${minLength}`);
  if (maxLength !== undefined && length > maxLength)
    fail(result, "string_lte", path, `String length must be less than or equal to ${maxLength}`);
  if (pattern !== undefined && !pattern.compiled.matcher(value).find())
    fail(result, "pattern", path, `Does not match pattern '${pattern.text}'`);
  result.score++;
}

function validateNumber(schema: SubSchema, value: Numeric, path: string, result: Result): void {
  const { multipleOf, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if (multipleOf !== undefined && !isMultiple(value, multipleOf))
    fail(result, "multiple_of", path, `Must be a multiple of ${floatText(multipleOf)}`);
  if (maximum !== undefined && value > maximum)
    fail(result, "number_lte", path, `Must be less than or equal to ${floatText(maximum)}`);
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum)
    fail(result, "number_lt", path, `Must be less than ${floatText(exclusiveMaximum)}`);
  if (minimum !== undefined && value < minimum)
    fail(result, "number_gte", path, `Must be greater than or equal to ${floatText(minimum)}`);
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum)
    fail(result, "number_gt", path, `Must be greater than ${floatText(exclusiveMinimum)}`);
  result.score++;
}

function isMultiple(value: Numeric, of: Numeric): boolean {
  const [whole, part] = [ratioOf(value), ratioOf(of)];
  return (whole.numerator * part.denominator) % (whole.denominator * part.numerator) === 0n;
}

/** As Go prints a `big.Float`: the shortest digits, with an exponent from a million on and below 0.0001. */
function floatText(value: Numeric): string {
  const [, sign = "", whole = "0", fraction = "", exponent = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(String(value)) ?? [];
  const leading = (whole + fraction).search(/[1-9]/);
  if (leading < 0) return "0";
  const power = whole.length - 1 - leading + Number(exponent);
  const digits = (whole + fraction).slice(leading).replace(/0+$/, "");
  if (power >= -4 && power < 6) return String(value);
  const rest = digits.length > 1 ? `.${digits.slice(1)}` : "";
  return `${sign}${digits[0]}${rest}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}

function validateArray(
  schema: SubSchema,
  value: readonly Json[],
  path: string,
  result: Result,
  to: Validation,
): void {
  const { items, additionalItems, minItems, maxItems, contains } = schema;
  const element = (part: SubSchema, index: number) =>
    apart(part, value[index] ?? null, `${path}.${index}`, to);
  for (let index = 0; index < value.length; index++) {
    const isBeyond = items === undefined || ("length" in items && index >= items.length);
    const part = items !== undefined && "draft" in items ? items : items?.[index];
    if (!isBeyond && part !== undefined) merge(result, element(part, index));
    else if (
      items !== undefined &&
      "length" in items &&
      items.length > 0 &&
      typeof additionalItems === "object"
    )
      merge(result, element(additionalItems, index));
  }
  if (
    items !== undefined &&
    "length" in items &&
    items.length > 0 &&
    items.length < value.length &&
    additionalItems === false
  )
    fail(result, "array_no_additional_items", path, "No additional items allowed on array");
  if (minItems !== undefined && value.length < minItems)
    fail(result, "array_min_items", path, `Array must have at least ${minItems} items`);
  if (maxItems !== undefined && value.length > maxItems)
    fail(result, "array_max_items", path, `Array must have at most ${maxItems} items`);
  if (schema.uniqueItems) validateUnique(value, path, result, to);
  if (contains !== undefined) {
    const failed: Result[] = [];
    const fits = value.some((_, index) => {
      const one = element(contains, index);
      failed.push(one);
      return isValid(one);
    });
    if (!fits) {
      fail(result, "contains", path, "At least one of the items must match");
      merge(result, best(failed) ?? emptyResult());
    }
  }
  result.score++;
}

function validateUnique(value: readonly Json[], path: string, result: Result, to: Validation): void {
  const seen = new Map<string, number>();
  for (const [index, held] of value.entries()) {
    const text = canonicalText(held, to.spend);
    const before = seen.get(text);
    if (before !== undefined) fail(result, "unique", path, `array items[${before},${index}] must be unique`);
    seen.set(text, index);
  }
}

function validateObject(
  schema: SubSchema,
  value: JsonObject,
  path: string,
  result: Result,
  to: Validation,
): void {
  const { minProperties, maxProperties, propertyNames } = schema;
  const names = Object.keys(value);
  if (minProperties !== undefined && names.length < minProperties)
    fail(result, "array_min_properties", path, `Must have at least ${minProperties} properties`);
  if (maxProperties !== undefined && names.length > maxProperties)
    fail(result, "array_max_properties", path, `Must have at most ${maxProperties} properties`);
  for (const name of schema.required) {
    if (Object.hasOwn(value, name)) result.score++;
    else fail(result, "required", path, `${name} is required`);
  }
  for (const name of names) validateProperty(schema, name, value[name] ?? null, path, result, to);
  if (propertyNames !== undefined)
    for (const name of names) {
      const found = apart(propertyNames, name, path, to);
      if (isValid(found)) continue;
      fail(result, "invalid_property_name", path, `Property name of "${name}" does not match`);
      merge(result, found);
    }
  result.score++;
}

/** By the patterns that its name has, and if it has none and is not described, as an additional property. */
function validateProperty(
  schema: SubSchema,
  name: string,
  value: Json,
  path: string,
  result: Result,
  to: Validation,
): void {
  const { additionalProperties } = schema;
  let isMatched = false;
  for (const { pattern, schema: part } of schema.patternProperties) {
    to.spend(name.length);
    if (!pattern.matcher(name).find()) continue;
    isMatched = true;
    merge(result, apart(part, value, `${path}.${name}`, to));
  }
  if (isMatched) result.score++;
  if (isMatched || schema.properties.has(name)) return;
  if (additionalProperties === false)
    fail(result, "additional_property_not_allowed", path, `Additional property ${name} is not allowed`);
  else if (typeof additionalProperties === "object")
    merge(result, apart(additionalProperties, value, `${path}.${name}`, to));
}
