import type { Schema } from "./schema.ts";

type ScalarSchema = Extract<Schema, { readonly kind: "string" | "number" | "boolean" | "null" | "oneOf" }>;

// With the flag u, pairs are one character and do not match.
const loneSurrogate = /\p{Surrogate}/u;

/** Whether a text is in the domain of policies: well-formed Unicode. */
export function isWellFormedText(text: string): boolean {
  return !loneSurrogate.test(text);
}

/** Whether a number is in the domain of policies: between ±(2^53 - 1), where a double keeps every integer. */
export function isDomainNumber(number: number): boolean {
  return Math.abs(number) <= Number.MAX_SAFE_INTEGER;
}

/** Whether a value is a scalar of the domain: text, a number, a boolean or `null`; a bigint is not. */
export function isDomainScalar(value: unknown): value is string | number | boolean | null {
  switch (typeof value) {
    case "string":
      return isWellFormedText(value);
    case "number":
      return isDomainNumber(value);
    case "boolean":
      return true;
    default:
      return value === null;
  }
}

/** Whether a value is what a scalar schema says. */
export function matchesScalar(schema: ScalarSchema, value: unknown): boolean {
  switch (schema.kind) {
    case "string":
      return typeof value === "string" && isWellFormedText(value);
    case "number":
      return typeof value === "number" && isDomainNumber(value);
    case "boolean":
      return typeof value === "boolean";
    case "null":
      return value === null;
    case "oneOf":
      return isDomainScalar(value) && schema.values.includes(value);
  }
}
