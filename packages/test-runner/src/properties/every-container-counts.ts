import type { JsonObject } from "@bylaw/engine";
import { type Path, valueAt, withValueAt } from "@bylaw/search";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { isObject, listOf } from "../json-value.ts";
import { kindOf, notKubernetes, reviewOf, withReview } from "./kubernetes-review.ts";
import { neverGrants, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** What may not be in a container may not be in one that runs first, or that is added to debug. */
export const everyContainerCounts = readyProperty<object>(
  (): Property => ({
    name: "everyContainerCounts",
    claim: "a container that is denied is denied among initContainers and ephemeralContainers, too",
    inputs: "wellFormed",
    silence: notKubernetes,
    check: (question, verdict, context) =>
      neverGrants(verdict, moved(question, context.policy), context, "with a container in another list"),
  }),
);

const mostContainers = 4;

/** Fields that the API server refuses in containers that run first, save for those that go on as sidecars. */
const notFirst = ["livenessProbe", "readinessProbe", "startupProbe", "lifecycle"];
/** Those that it refuses in containers for debugging. */
const notToDebug = [...notFirst, "ports", "resources"];

function* moved(question: Question, policy: TestedPolicy): Generator<Question> {
  const found = reviewOf(question, policy);
  if (found === undefined) return;
  const { root, object } = found;
  const kind = kindOf(object);
  const path = specOf(kind);
  const spec = valueAt(object, path);
  if (!isObject(spec)) return;
  const all = listOf(spec.containers);
  for (const [index, container] of all.slice(0, mostContainers).entries()) {
    if (!isObject(container)) continue;
    const others = all.toSpliced(index, 1);
    // A pod has at least one container; beside none it is one that asks for nothing.
    const containers = others.length > 0 ? others : [bare(container)];
    const put = (list: "initContainers" | "ephemeralContainers") =>
      withValueAt(object, path, { ...spec, containers, [list]: [...listOf(spec[list]), container] });
    if (!has(container, notFirst)) yield withReview(question, root, { object: put("initContainers") });
    // They come into a pod that is there already, and into no template.
    if (kind === "Pod" && !has(container, notToDebug))
      yield withReview(question, root, {
        object: put("ephemeralContainers"),
        operation: "UPDATE",
        subResource: "ephemeralcontainers",
        oldObject: withValueAt(object, path, { ...spec, containers }),
      });
  }
}

function specOf(kind: string): Path {
  if (kind === "Pod") return ["spec"];
  return kind === "CronJob"
    ? ["spec", "jobTemplate", "spec", "template", "spec"]
    : ["spec", "template", "spec"];
}

function bare({ image }: JsonObject): JsonObject {
  return { name: "beside", ...(image === undefined ? {} : { image }) };
}

function has(container: JsonObject, names: readonly string[]): boolean {
  return names.some((name) => (container[name] ?? null) !== null);
}
