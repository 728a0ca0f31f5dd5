import type { Json, JsonObject } from "@bylaw/engine";
import { isObject, listOf, objectOf } from "../../json-value.ts";
import { asAccepted } from "./accepted.ts";
import { isGiven, without } from "./correction.ts";

/** What stays of an object as long as there is one. */
const ofMetadata = [
  "name",
  "generateName",
  "namespace",
  "uid",
  "resourceVersion",
  "creationTimestamp",
  "deletionTimestamp",
  "finalizers",
] as const;

/**
 * What an object may have been before an update: another of its kind, save what the API server lets nobody change
 * (`ValidateUpdate` of its kind).
 *
 * @param object as the API server takes it
 * @param other any object; what may change is as there
 */
export function earlierOf(object: JsonObject, other: JsonObject): JsonObject {
  const before = asAccepted({ ...other, kind: object.kind ?? "" });
  const metadata = keeping(objectOf(before.metadata), objectOf(object.metadata), ofMetadata);
  const given = { ...before, apiVersion: object.apiVersion ?? "", metadata };
  if (isObject(object.spec))
    return { ...given, spec: earlierSpec(String(object.kind), object.spec, objectOf(before.spec)) };
  return earlierParts(without(given, "spec"), object);
}

/** With some members as they are elsewhere, or not at all if they are not there. */
function keeping(given: JsonObject, from: JsonObject, names: readonly string[]): JsonObject {
  const kept = names.flatMap((name) => {
    const value = from[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...without(given, ...names), ...Object.fromEntries(kept) };
}

function earlierParts(before: JsonObject, object: JsonObject): JsonObject {
  switch (object.kind) {
    case "RoleBinding":
    case "ClusterRoleBinding":
      return keeping(before, object, ["roleRef"]);
    case "ConfigMap":
    case "Secret":
      // What cannot be changed was the same.
      return before.immutable === true
        ? keeping(before, object, ["type", "data", "binaryData", "immutable"])
        : keeping(before, object, ["type"]);
    default:
      return before;
  }
}

function earlierSpec(kind: string, spec: JsonObject, before: JsonObject): JsonObject {
  switch (kind) {
    case "Pod":
      return { ...spec, containers: withImagesOf(spec.containers, before.containers) };
    case "Deployment":
    case "DaemonSet":
    case "ReplicaSet":
      return withSelector(before, spec);
    case "StatefulSet":
      return { ...spec, ...keeping({}, withSelector(before, spec), ["replicas", "template"]) };
    case "Job":
      return {
        ...spec,
        ...keeping({}, before, ["activeDeadlineSeconds", "ttlSecondsAfterFinished"]),
      };
    case "Service":
      return { ...spec, ...keeping({}, before, ["selector"]) };
    default:
      return before;
  }
}

/** Of a running pod little more than its images may change. */
function withImagesOf(containers: Json | undefined, before: Json | undefined): readonly Json[] {
  const images = listOf(before).map((one) => objectOf(one).image);
  return listOf(containers).map((one, index) => {
    const container = objectOf(one);
    const image = images[index];
    // How an image is pulled hangs on its tag, unless it is said.
    return image === undefined || !isGiven(container.imagePullPolicy) ? container : { ...container, image };
  });
}

/** The pods that are meant stay the same. */
function withSelector(before: JsonObject, { selector }: JsonObject): JsonObject {
  if (!isGiven(selector)) return before;
  const template = objectOf(before.template);
  const metadata = objectOf(template.metadata);
  const labels = objectOf(objectOf(selector).matchLabels);
  return { ...before, selector, template: { ...template, metadata: { ...metadata, labels } } };
}
