import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { CronJob, Deployment, Pod, PodSpec } from "@bylaw/dsl/kubernetes";
import { t } from "@bylaw/dsl/schema";

/** What the pods of an object run. */
const podSpec = (object: Pod | Deployment | CronJob): PodSpec => {
  switch (object.kind) {
    case "Pod":
      return object.spec;
    case "Deployment":
      return object.spec.template.spec;
    case "CronJob":
      return object.spec.jobTemplate.spec.template.spec;
  }
};

/** All containers, those that begin it or debug it among them. */
const containers = (spec: PodSpec) => [
  ...spec.containers,
  ...(spec.initContainers ?? []),
  ...(spec.ephemeralContainers ?? []),
];

export default gatekeeperPolicy({
  kind: "K8sGuardrails",
  match: ["v1/Pod", "apps/v1/Deployment", "batch/v1/CronJob"],
  parameters: t.object({ registries: t.array(t.string), hostPaths: t.opt(t.array(t.string)) }),
  violation: {
    *"no privileged containers"({ review }) {
      for (const container of containers(podSpec(review.object))) {
        if (container.securityContext?.privileged === true)
          yield { msg: `container ${container.name} is privileged` };
      }
    },
    *"no host path but approved ones"({ review, parameters }) {
      for (const { name, hostPath } of podSpec(review.object).volumes ?? []) {
        if (hostPath !== undefined && !(parameters.hostPaths ?? []).includes(hostPath.path))
          yield { msg: `volume ${name} mounts ${hostPath.path}` };
      }
    },
    *"approved registries only"({ review, parameters }) {
      for (const { name, image } of containers(podSpec(review.object))) {
        if (!parameters.registries.some((registry) => image?.startsWith(registry) ?? false))
          yield { msg: `container ${name} uses ${image ?? "no image"}` };
      }
    },
  },
});
