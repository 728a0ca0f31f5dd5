import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  Namespace,
  ObjectMeta,
  Pod,
  PodSpec,
  PodTemplate,
  ReplicaSet,
  ReplicationController,
  StatefulSet,
} from "@bylaw/dsl/kubernetes";

/** Pods, and everything that makes pods. */
export const workloads = [
  "v1/Pod",
  "v1/ReplicationController",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "batch/v1/CronJob",
  "batch/v1/Job",
] as const;

/** The same, and the namespaces that they are in. */
export const namespacesAndWorkloads = [
  "v1/Namespace",
  "v1/Pod",
  "v1/ReplicationController",
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/ReplicaSet",
  "apps/v1/StatefulSet",
  "batch/v1/CronJob",
  "batch/v1/Job",
] as const;

export type Workload =
  | CronJob
  | DaemonSet
  | Deployment
  | Job
  | Pod
  | ReplicaSet
  | ReplicationController
  | StatefulSet;

/** What the pods of a workload run: one specification, or none where a set has no template. */
export const podSpecs = (object: Workload): readonly PodSpec[] => {
  switch (object.kind) {
    case "Pod":
      return [object.spec];
    case "CronJob":
      return [object.spec.jobTemplate.spec.template.spec];
    case "DaemonSet":
      return [object.spec.template.spec];
    case "Deployment":
      return [object.spec.template.spec];
    case "Job":
      return [object.spec.template.spec];
    case "StatefulSet":
      return [object.spec.template.spec];
    case "ReplicaSet":
      return object.spec.template === undefined ? [] : [object.spec.template.spec];
    case "ReplicationController":
      return object.spec.template === undefined ? [] : [object.spec.template.spec];
  }
};

/** The annotations that the pods of a workload get. */
export const podAnnotations = (object: Workload): ObjectMeta["annotations"] => {
  switch (object.kind) {
    case "Pod":
      return object.metadata.annotations;
    case "CronJob":
      return object.spec.jobTemplate.spec.template.metadata?.annotations;
    case "DaemonSet":
      return object.spec.template.metadata?.annotations;
    case "Deployment":
      return object.spec.template.metadata?.annotations;
    case "Job":
      return object.spec.template.metadata?.annotations;
    case "StatefulSet":
      return object.spec.template.metadata?.annotations;
    case "ReplicaSet":
      return object.spec.template?.metadata?.annotations;
    case "ReplicationController":
      return object.spec.template?.metadata?.annotations;
  }
};

/** What an object makes pods of: one template, or none where a set has none or the object is the pod itself. */
export const podTemplates = (object: Namespace | Workload): readonly PodTemplate[] => {
  switch (object.kind) {
    case "Namespace":
      return [];
    case "Pod":
      return [];
    case "CronJob":
      return [object.spec.jobTemplate.spec.template];
    case "DaemonSet":
      return [object.spec.template];
    case "Deployment":
      return [object.spec.template];
    case "Job":
      return [object.spec.template];
    case "StatefulSet":
      return [object.spec.template];
    case "ReplicaSet":
      return object.spec.template === undefined ? [] : [object.spec.template];
    case "ReplicationController":
      return object.spec.template === undefined ? [] : [object.spec.template];
  }
};

/** All containers, those that run first or debug among them. */
export const containers = (spec: PodSpec) => [
  ...spec.containers,
  ...(spec.initContainers ?? []),
  ...(spec.ephemeralContainers ?? []),
];
