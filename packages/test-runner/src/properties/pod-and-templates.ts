import type { Json, JsonObject } from "@bylaw/engine";
import type { Question } from "../decision/compiled-decisions.ts";
import type { TestedPolicy } from "../fuzz/tested-policy.ts";
import { isObject } from "../json-value.ts";
import { isAbout, kindOf, notKubernetes, reviewOf, withReview } from "./kubernetes-review.ts";
import { decidesAlike, type Property } from "./property.ts";
import { readyProperty } from "./ready-property.ts";

/** What makes pods of a template, and the resource that it is. */
const makers = {
  Deployment: { group: "apps", resource: "deployments" },
  StatefulSet: { group: "apps", resource: "statefulsets" },
  DaemonSet: { group: "apps", resource: "daemonsets" },
  ReplicaSet: { group: "apps", resource: "replicasets" },
  ReplicationController: { group: "", resource: "replicationcontrollers" },
  Job: { group: "batch", resource: "jobs" },
  CronJob: { group: "batch", resource: "cronjobs" },
} as const;
type Maker = keyof typeof makers;
const makerNames = Object.keys(makers) as readonly Maker[];

/** A pod, and each workload that would make the same pod, are decided alike. */
export const podAndTemplates = readyProperty<object>(
  (): Property => ({
    name: "podAndTemplates",
    claim: "a Pod and the workloads whose template makes that Pod are decided alike",
    inputs: "wellFormed",
    silence: (policy) => {
      const other = notKubernetes(policy);
      if (other !== undefined) return other;
      if (!isAbout(policy, "Pod")) return "it is not about v1/Pod";
      return makerNames.some((name) => isAbout(policy, name))
        ? undefined
        : "it is about no workload that makes pods";
    },
    check: (question, verdict, context) =>
      decidesAlike(verdict, asTemplates(question, context.policy), context, "as the template of a workload"),
  }),
);

function* asTemplates(question: Question, policy: TestedPolicy): Generator<Question> {
  const found = reviewOf(question, policy);
  if (found === undefined || kindOf(found.object) !== "Pod") return;
  const { root, review, object } = found;
  if (
    !isObject(review.kind) ||
    review.kind.kind !== "Pod" ||
    review.kind.group !== "" ||
    review.kind.version !== "v1"
  )
    return;
  const { metadata, spec } = object;
  // The API server takes no containers for debugging in a template.
  if (!isObject(metadata) || !isObject(spec)) return;
  if (Array.isArray(spec.ephemeralContainers) && spec.ephemeralContainers.length > 0) return;
  for (const name of makerNames) {
    if (!isAbout(policy, name)) continue;
    const { group, resource } = makers[name];
    yield withReview(question, root, {
      kind: { group, version: "v1", kind: name },
      resource: { group, version: "v1", resource },
      object: maker(name, group, metadata, spec),
      oldObject: undefined,
    });
  }
}

function maker(name: Maker, group: string, metadata: JsonObject, spec: JsonObject): Json {
  const { name: _, namespace: __, ...ofPod } = metadata;
  const template = { metadata: ofPod, spec };
  const labels = isObject(metadata.labels) ? metadata.labels : {};
  const workload = { selector: { matchLabels: labels }, template };
  const apiVersion = group === "" ? "v1" : `${group}/v1`;
  switch (name) {
    case "CronJob":
      return {
        apiVersion,
        kind: name,
        metadata,
        spec: { schedule: "0 * * * *", jobTemplate: { spec: { template } } },
      };
    case "ReplicationController":
      return { apiVersion, kind: name, metadata, spec: { selector: labels, template } };
    case "Job":
      return { apiVersion, kind: name, metadata, spec: { template } };
    default:
      return { apiVersion, kind: name, metadata, spec: workload };
  }
}
