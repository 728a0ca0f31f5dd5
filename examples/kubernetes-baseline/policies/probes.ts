import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { PodSpec } from "@bylaw/dsl/kubernetes";

function* unprobed(spec: PodSpec) {
  for (const { name, livenessProbe, readinessProbe } of spec.containers) {
    if (livenessProbe === undefined) yield { msg: `container ${name} has no liveness probe` };
    if (readinessProbe === undefined) yield { msg: `container ${name} has no readiness probe` };
  }
}

/** What serves must say how it is: the kinds whose pods run on until somebody ends them. */
export default gatekeeperPolicy({
  kind: "K8sProbes",
  match: ["apps/v1/DaemonSet", "apps/v1/Deployment", "apps/v1/StatefulSet"],
  violation: {
    *"every container has probes"({ review }) {
      const { object } = review;
      if (object.kind === "DaemonSet") yield* unprobed(object.spec.template.spec);
      if (object.kind === "Deployment") yield* unprobed(object.spec.template.spec);
      if (object.kind === "StatefulSet") yield* unprobed(object.spec.template.spec);
    },
  },
});
