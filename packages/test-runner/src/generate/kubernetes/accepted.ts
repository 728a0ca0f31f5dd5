import type { JsonObject } from "@bylaw/engine";
import { isObject, objectOf } from "../../json-value.ts";
import { binding, clusterRole, role } from "./access.ts";
import { configMap, secret } from "./configuration.ts";
import { corrected, isGiven, without } from "./correction.ts";
import { ingressMetadata, ingressSpec } from "./ingress.ts";
import { finalizers, metadataOf } from "./metadata.ts";
import { networkPolicySpec } from "./network-policy.ts";
import { podSpec } from "./pod.ts";
import { podAnnotations } from "./pod-annotations.ts";
import { serviceSpec } from "./service.ts";
import {
  controllerSpec,
  cronJobSpec,
  jobSpec,
  replicationControllerSpec,
  storedJobSpec,
} from "./workload.ts";

/**
 * An object with what the API server insists on (the validation of its kind, k8s.io/kubernetes/pkg/apis): what it takes
 * stays as it is, all else becomes the nearest that it takes. Where there is no spec, none is made.
 */
export function asAccepted(object: JsonObject): JsonObject {
  const kind = String(object.kind);
  const metadata = metadataOf(kind, object.metadata);
  const given = { ...object, metadata };
  const spec = isObject(object.spec) ? object.spec : undefined;
  const withSpec = (correct: (spec: JsonObject) => JsonObject): JsonObject =>
    spec === undefined ? given : { ...given, spec: correct(spec) };
  switch (kind) {
    case "Pod": {
      const pod = withSpec((one) => podSpec(one, ["Always", "OnFailure", "Never"]));
      return isObject(pod.spec) ? { ...pod, metadata: podAnnotations(metadata, pod.spec) } : pod;
    }
    case "Deployment":
    case "DaemonSet":
    case "ReplicaSet":
    case "StatefulSet":
      return withSpec(controllerSpec);
    case "ReplicationController":
      return withSpec(replicationControllerSpec);
    case "Job":
      return withSpec(jobSpec);
    case "CronJob":
      return withSpec(cronJobSpec);
    case "Service":
      return withSpec(serviceSpec);
    case "Ingress":
      return { ...withSpec(ingressSpec), metadata: ingressMetadata(metadata, object.spec) };
    case "NetworkPolicy":
      return withSpec(networkPolicySpec);
    case "Namespace":
      return withSpec((one) => corrected(one, { finalizers }));
    case "ConfigMap":
      return configMap(given);
    case "Secret":
      return secret(given);
    case "ServiceAccount":
      return given;
    case "Role":
      return role(given);
    case "ClusterRole":
      return clusterRole(given);
    case "RoleBinding":
      return binding(given, false);
    case "ClusterRoleBinding":
      return binding(given, true);
    default:
      return given;
  }
}

/** An object as it may be created: not yet of any version, not being deleted, and nothing that debugs it. */
export function asCreated(object: JsonObject): JsonObject {
  const accepted = asAccepted(object);
  const { metadata, spec } = accepted;
  return {
    ...accepted,
    metadata: without(objectOf(metadata), "resourceVersion", "deletionTimestamp"),
    ...(object.kind === "Pod" && isObject(spec) ? { spec: without(spec, "ephemeralContainers") } : {}),
  };
}

/** An object as it is once it is there: a job has got a selector of its own. */
export function asStored(object: JsonObject): JsonObject {
  const accepted = asAccepted(object);
  const { spec } = accepted;
  if (object.kind !== "Job" || !isObject(spec)) return accepted;
  const { uid, name } = objectOf(accepted.metadata);
  return { ...accepted, spec: storedJobSpec(spec, isGiven(uid) ? uid : "0c4b0e35", name ?? "web") };
}
