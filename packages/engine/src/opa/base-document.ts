import type { Outcome } from "../engine.ts";
import { jsonOf } from "../values/convert.ts";
import type { Json } from "../values/json.ts";
import { isArray, type Value, valueAt } from "../values/value.ts";
import { pathSegments, wholeNumber } from "./decision-path.ts";

/** What base data has at a decision path without a rule. */
export function baseDocument(data: Json, path: string): Outcome {
  let value: Value | undefined = data;
  for (const segment of pathSegments(path)) {
    const number = wholeNumber(segment);
    value = valueAt(value, isArray(value) && number !== undefined ? Number(number) : (number ?? segment));
    if (value === undefined) return { kind: "undefined" };
  }
  return { kind: "defined", value: jsonOf(value) };
}
