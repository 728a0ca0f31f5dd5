import type { Json } from "@bylaw/engine";
import { valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import {
  distinctPaths,
  documentOf,
  type Place,
  pathsAt,
  pathsOfSchema,
  placeOf,
  withValue,
} from "./input-places.ts";
import { neverGrants, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

export interface MonotoneOptions {
  /** Where roles and permissions stand, such as `token.claims.roles`; by their names when absent. */
  readonly grants?: readonly string[];
}

const grantNames = /(^|_)(roles?|permissions?|groups?|scopes?|entitlements?|privileges?|rights)$/i;

/** Taking a role or a permission away never lets anyone in. */
export const monotone = readyProperty<MonotoneOptions>(({ grants }): Property => {
  const given = grants?.map(placeOf);
  return {
    name: "monotone",
    claim: "taking a role or permission away never grants anything",
    inputs: "wellFormed",
    silence: (policy) =>
      (given ?? grantsOf(policy)).length === 0
        ? "no list of roles, permissions, groups or scopes is declared; name one with grants"
        : undefined,
    check: (question, verdict, context) =>
      neverGrants(verdict, withLess(question, given ?? grantsOf(context.policy)), context, "with less"),
  };
});

function grantsOf({ input, data }: TestedPolicy): readonly Place[] {
  const named = (document: Place["document"], schema: TestedPolicy["input"]) =>
    distinctPaths(
      pathsOfSchema(
        schema,
        ({ kind }, path) => (kind === "array" || kind === "map") && grantNames.test(path.at(-1) ?? ""),
      ),
    ).map((path): Place => ({ document, path }));
  return [...named("input", input), ...named("data", data)];
}

const mostElements = 8;

function* withLess(question: Question, places: readonly Place[]): Generator<Question> {
  for (const place of places) {
    const document = documentOf(question, place);
    for (const path of pathsAt(document, place.path)) {
      const value = document === undefined ? undefined : valueAt(document, path);
      for (const less of lessThan(value)) yield withValue(question, place, path, less);
    }
  }
}

function lessThan(value: Json | undefined): readonly Json[] {
  if (typeof value !== "object" || value === null) {
    // Scopes are often one text with spaces.
    if (typeof value !== "string" || value === "") return [];
    const words = value.split(" ");
    return words.map((_, index) => words.toSpliced(index, 1).join(" "));
  }
  if (Array.isArray(value)) {
    const list: readonly Json[] = value;
    if (list.length === 0) return [];
    return [[], ...list.slice(0, mostElements).map((_, index) => list.toSpliced(index, 1))];
  }
  const members = Object.entries(value);
  if (members.length === 0) return [];
  return [
    {},
    ...members.slice(0, mostElements).map((_, index) => Object.fromEntries(members.toSpliced(index, 1))),
  ];
}
