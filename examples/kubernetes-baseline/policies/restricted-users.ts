import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { containers, podSpecs, workloads } from "./workload.ts";

/** Restricted: who containers run as. In a user namespace of its own (`hostUsers: false`), root is nobody on the node. */
export default gatekeeperPolicy({
  kind: "K8sRestrictedUsers",
  match: workloads,
  violation: {
    *"must not run as root"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.hostUsers === false) continue;
        const pod = spec.securityContext?.runAsNonRoot;
        if (pod === false) yield { msg: "the pod may run as root" };
        for (const { name, securityContext } of containers(spec)) {
          if ((securityContext?.runAsNonRoot ?? pod) !== true)
            yield { msg: `container ${name} may run as root` };
        }
      }
    },

    *"no root user"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.hostUsers === false) continue;
        if (spec.securityContext?.runAsUser === 0) yield { msg: "the pod runs as user 0" };
        for (const { name, securityContext } of containers(spec)) {
          if (securityContext?.runAsUser === 0) yield { msg: `container ${name} runs as user 0` };
        }
      }
    },
  },
});
