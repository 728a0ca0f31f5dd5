import type { Json } from "@bylaw/engine";
import { heldValues, type Path, valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { documentOf, type Place, pathsAt, pathsOfSchema, placeOf, withValue } from "./input-places.ts";
import { decidesAlike, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

export interface IrrelevantFieldsOptions {
  /** Fields that must not matter, such as `attributes.request.http.id`; members that nobody declared when absent. */
  readonly fields?: readonly string[];
}

/** What has no part in a decision does not change it: members that nobody declared, or fields that are named. */
export const irrelevantFields = readyProperty<IrrelevantFieldsOptions>(({ fields }): Property => {
  const named = fields?.map(placeOf);
  const texts = new WeakMap<TestedPolicy, readonly string[]>();
  const textsOf = (policy: TestedPolicy): readonly string[] => {
    const found = texts.get(policy) ?? comparedTexts(policy);
    texts.set(policy, found);
    return found;
  };
  return {
    name: "irrelevantFields",
    claim:
      fields === undefined
        ? "members that nobody declared change no decision"
        : `${fields.join(", ")} change no decision`,
    inputs: "wellFormed",
    check: (question, verdict, context) =>
      decidesAlike(
        verdict,
        named === undefined
          ? withMore(question, context.policy)
          : withOthers(question, named, context.policy, textsOf(context.policy)),
        context,
        named === undefined ? "with a member more" : "with another value there",
      ),
  };
});

const mostObjects = 8;
const mostLiterals = 6;

function* withMore(question: Question, policy: TestedPolicy): Generator<Question> {
  const { input } = question;
  if (input === undefined) return;
  const declared = pathsOfSchema(policy.input, ({ kind }) => kind === "object");
  const objects = heldValues(input, 200).filter(
    ({ path, value }) =>
      typeof value === "object" &&
      value !== null &&
      !Array.isArray(value) &&
      (policy.input === undefined || declared.some((one) => matches(one, path))),
  );
  const literals = policy.literals.map(({ value }) => value);
  const values: readonly Json[] = [true, "x", ...new Set(literals.slice(0, mostLiterals))];
  for (const { path } of objects.slice(0, mostObjects))
    for (const [index, value] of values.entries())
      yield withValue(question, { document: "input" }, [...path, `undeclared${index}`], value);
}

function matches(pattern: Path, path: Path): boolean {
  return pattern.length === path.length && pattern.every((key, index) => key === "*" || key === path[index]);
}

function* withOthers(
  question: Question,
  places: readonly Place[],
  policy: TestedPolicy,
  texts: readonly string[],
): Generator<Question> {
  for (const place of places) {
    const document = documentOf(question, place);
    // What is not there yet may be there.
    const paths = place.path.includes("*") ? pathsAt(document, place.path) : [place.path];
    for (const path of paths) {
      const value = document === undefined ? undefined : valueAt(document, path);
      const literals = [...literalsFor(path, policy), ...(typeof value === "string" ? texts : [])];
      for (const next of [undefined, ...othersThan(value), ...literals]) {
        const other = withValue(question, place, path, next);
        if (policy.isWellFormed(other)) yield other;
      }
    }
  }
}

/** What a policy compares with, first what it compares there. */
function literalsFor(path: Path, { literals }: TestedPolicy): readonly Json[] {
  const there = literals.filter((literal) => matches(literal.path.map(String), path));
  return [...new Set([...there, ...literals].map(({ value }) => value))].slice(0, mostLiterals);
}

const mostTexts = 12;

/** Texts that the Rego compares with, also in parts of an input that no schema describes. */
function comparedTexts({ source, files }: TestedPolicy): readonly string[] {
  const found = new Set<string>();
  for (const file of files) {
    for (const [, quoted = ""] of (source.modules[file] ?? "").matchAll(/[!=]= ("(?:[^"\\\n]|\\["\\])*")/g))
      found.add(JSON.parse(quoted) as string);
  }
  return [...found].slice(0, mostTexts);
}

function othersThan(value: Json | undefined): readonly Json[] {
  switch (typeof value) {
    case "string":
      return ["", "x", `${value}x`, value.toUpperCase()];
    case "number":
      return [0, value + 1, -1];
    case "boolean":
      return [!value];
    case "undefined":
      return ["x", 1, true, [], {}];
    default:
      // Of null it is not known what else could be there.
      if (value === null) return [];
      return Array.isArray(value) ? [[]] : [{}];
  }
}
