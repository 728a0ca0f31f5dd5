import type { ComparedLiteral } from "@bylaw/compiler";
import type { Schema } from "@bylaw/dsl/schema";
import type { Json } from "@bylaw/engine";
import fc from "fast-check";
import { wellTyped } from "./well-typed.ts";

/**
 * What Gatekeeper shows of an admission request: the kind of the request is mostly that of its object, since policies
 * look at nothing else.
 *
 * @param schema of the whole input
 * @param literals what the policy compares input paths with
 */
export function gatekeeperReviews(schema: Schema, literals: readonly ComparedLiteral[]): fc.Arbitrary<Json> {
  return withMatchingKind(wellTyped(schema, literals), "review");
}

/** What the API server posts to a webhook: an AdmissionReview, with a kind as for `gatekeeperReviews`. */
export function admissionReviews(schema: Schema, literals: readonly ComparedLiteral[]): fc.Arbitrary<Json> {
  return withMatchingKind(wellTyped(schema, literals), "request");
}

/**
 * Makes the kind of a request that of its object, nine times in ten.
 *
 * @param part the property of the input that holds the request
 */
function withMatchingKind(inputs: fc.Arbitrary<Json>, part: string): fc.Arbitrary<Json> {
  return fc.tuple(inputs, fc.integer({ min: 0, max: 9 })).map(([input, choice]) => {
    const request = propertyOf(input, part);
    const kind = kindOf(propertyOf(request, "object"));
    return choice === 0 || kind === undefined
      ? input
      : withProperty(input, part, withProperty(request, "kind", kind));
  });
}

/** `apps/v1` and `Deployment` as the API server takes them apart. */
function kindOf(object: Json | undefined): Json | undefined {
  const apiVersion = propertyOf(object, "apiVersion");
  const kind = propertyOf(object, "kind");
  if (typeof apiVersion !== "string" || typeof kind !== "string") return undefined;
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return { group, version, kind };
}

function propertyOf(value: Json | undefined, key: string): Json | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value)).get(key);
}

function withProperty(value: Json | undefined, key: string, property: Json): Json {
  return Object.fromEntries(new Map(Object.entries(value ?? {})).set(key, property));
}
