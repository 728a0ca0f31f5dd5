import type { CronJob, Deployment, Pod, PodSpec } from "@bylaw/dsl/kubernetes";

/** What the pods of an object run. */
export const podSpec = (object: Pod | Deployment | CronJob): PodSpec => {
  switch (object.kind) {
    case "Pod":
      return object.spec;
    case "Deployment":
      return object.spec.template.spec;
    case "CronJob":
      return object.spec.jobTemplate.spec.template.spec;
  }
};

/** All containers, those that run first or debug among them. */
export const containers = (spec: PodSpec) => [
  ...spec.containers,
  ...(spec.initContainers ?? []),
  ...(spec.ephemeralContainers ?? []),
];
