import type { Json, JsonObject } from "@bylaw/engine";
import { heldValues, valueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import { isObject } from "../json-value.ts";
import { notKubernetes, reviewOf, withReview } from "./kubernetes-review.ts";
import { neverGrants, outside, type Property, type PropertyContext } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** What may not be created does not come about by an update of something that may. */
export const updateCannotReachWhatCreateDenies = readyProperty<object>(
  (): Property => ({
    name: "updateCannotReachWhatCreateDenies",
    claim: "an update of an accepted object does not get to one that may not be created",
    inputs: "wellFormed",
    silence: notKubernetes,
    check: (question, verdict, context) => {
      if (reviewOf(question, context.policy)?.review.operation !== "CREATE") return outside;
      return neverGrants(verdict, asUpdates(question, context), context, "as an update");
    },
  }),
);

function* asUpdates(question: Question, { policy, decide }: PropertyContext): Generator<Question> {
  const found = reviewOf(question, policy);
  if (found === undefined) return;
  for (const oldObject of harmless(found.object, namesIn(question))) {
    // Something that was never accepted is not there to be updated.
    if (!decide(withReview(question, found.root, { object: oldObject })).allow) continue;
    yield withReview(question, found.root, { operation: "UPDATE", oldObject });
  }
}

const mostNames = 20;

/** What a policy requires of an object is mostly named by its parameters. */
function namesIn({ input }: Question): readonly string[] {
  const parameters = input === undefined ? undefined : valueAt(input, ["parameters"]);
  const held = parameters === undefined ? [] : heldValues(parameters, mostNames);
  return held.flatMap(({ value }) => (typeof value === "string" ? [value] : []));
}

/** The same object, with nothing in it that anyone could mind, or with all that may be required. */
function harmless(object: JsonObject, names: readonly string[]): readonly JsonObject[] {
  const labels = isObject(object.metadata) ? object.metadata.labels : undefined;
  const { spec, ...rest } = object;
  const metadata: JsonObject = { name: "a", ...(labels === undefined ? {} : { labels }) };
  return [
    { ...rest, metadata, ...(spec === undefined ? {} : { spec: emptied(spec) }) },
    { ...rest, ...(spec === undefined ? {} : { spec: emptied(spec) }) },
    { ...object, metadata: { ...metadata, labels: Object.fromEntries(names.map((name) => [name, "a"])) } },
  ];
}

/** Lists become empty and flags false, so that the value stays of its type. */
function emptied(value: Json): Json {
  if (Array.isArray(value)) return [];
  if (typeof value === "boolean") return false;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, emptied(inner)]));
}
