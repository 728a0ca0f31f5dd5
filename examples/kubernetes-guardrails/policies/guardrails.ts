import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { t } from "@bylaw/dsl/schema";
import { containers, podSpec } from "./pods.ts";

/** What no workload may do, whatever its team needs. */
export default gatekeeperPolicy({
  kind: "K8sGuardrails",
  match: ["v1/Pod", "apps/v1/Deployment", "batch/v1/CronJob"],
  parameters: t.object({ hostPaths: t.opt(t.array(t.string)) }),
  violation: {
    *"no privileged containers"({ review }) {
      for (const { name, securityContext } of containers(podSpec(review.object))) {
        if (securityContext?.privileged === true) yield { msg: `container ${name} is privileged` };
      }
    },

    /** The paths that the constraint names are open to all. */
    *"no host path but approved ones"({ review, parameters }) {
      const approved = parameters.hostPaths ?? [];
      for (const { name, hostPath } of podSpec(review.object).volumes ?? []) {
        if (hostPath !== undefined && !approved.includes(hostPath.path))
          yield { msg: `volume ${name} mounts ${hostPath.path}`, details: { path: hostPath.path } };
      }
    },
  },
});
