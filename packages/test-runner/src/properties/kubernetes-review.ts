import type { Schema } from "@bylaw/dsl/schema";
import type { Json, JsonObject } from "@bylaw/engine";
import { valueAt, withoutValueAt, withValueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { isObject } from "../json-value.ts";

/** A request to change an object, as a policy of Kubernetes sees it. */
export interface ReviewOf {
  /** `review` for Gatekeeper, `request` for a webhook. */
  readonly root: string;
  readonly review: JsonObject;
  readonly object: JsonObject;
}

/** Why a property of Kubernetes says nothing about a policy. */
export function notKubernetes({ kind }: TestedPolicy): string | undefined {
  return kind === "gatekeeper" || kind === "admission"
    ? undefined
    : `a policy of kind ${kind} does not see objects of Kubernetes`;
}

export function reviewOf({ input }: Question, { kind }: TestedPolicy): ReviewOf | undefined {
  const root = kind === "gatekeeper" ? "review" : "request";
  const review = input === undefined ? undefined : valueAt(input, [root]);
  const object = review === undefined ? undefined : valueAt(review, ["object"]);
  return isObject(review) && isObject(object) ? { root, review, object } : undefined;
}

/** The question with other members of its review; those that are undefined are taken away. */
export function withReview(
  question: Question,
  root: string,
  members: Readonly<Record<string, Json | undefined>>,
): Question {
  let input: Json = question.input ?? {};
  for (const [name, value] of Object.entries(members)) {
    input =
      value === undefined ? withoutValueAt(input, [root, name]) : withValueAt(input, [root, name], value);
  }
  return { ...question, input };
}

/** The `kind` of an object, as a review has it. */
export function kindOf(object: JsonObject): string {
  return typeof object.kind === "string" ? object.kind : "";
}

/** Whether objects of a kind are among those that a policy is about. */
export function isAbout({ input, kind }: TestedPolicy, name: string): boolean {
  const root = kind === "gatekeeper" ? "review" : "request";
  const object = propertyOf(propertyOf(input, root), "object");
  if (object === undefined) return false;
  return membersOf(object).some((member) => {
    const kindSchema = propertyOf(member, "kind");
    return (
      kindSchema?.kind === "string" || (kindSchema?.kind === "oneOf" && kindSchema.values.includes(name))
    );
  });
}

function propertyOf(schema: Schema | undefined, name: string): Schema | undefined {
  return schema?.kind === "object" ? schema.properties[name]?.schema : undefined;
}

function membersOf(schema: Schema): readonly Schema[] {
  return schema.kind === "union" ? schema.members.flatMap(membersOf) : [schema];
}
