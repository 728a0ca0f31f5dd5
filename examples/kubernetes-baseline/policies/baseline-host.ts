import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { containers, podSpecs, workloads } from "./workload.ts";

/** Baseline: what pods may not share with their node. */
export default gatekeeperPolicy({
  kind: "K8sBaselineHost",
  match: workloads,
  violation: {
    *"no host namespaces"({ review }) {
      for (const { hostNetwork, hostPID, hostIPC } of podSpecs(review.object)) {
        if (hostNetwork === true) yield { msg: "hostNetwork shares the network of the node" };
        if (hostPID === true) yield { msg: "hostPID shares the processes of the node" };
        if (hostIPC === true) yield { msg: "hostIPC shares the memory of the node" };
      }
    },

    *"no Windows host processes"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.securityContext?.windowsOptions?.hostProcess === true)
          yield { msg: "the pod runs as a process of its node" };
        for (const { name, securityContext } of containers(spec)) {
          if (securityContext?.windowsOptions?.hostProcess === true)
            yield { msg: `container ${name} runs as a process of its node` };
        }
      }
    },

    *"no host path volumes"({ review }) {
      for (const { volumes } of podSpecs(review.object)) {
        for (const { name, hostPath } of volumes ?? []) {
          if (hostPath !== undefined) yield { msg: `volume ${name} mounts ${hostPath.path} of the node` };
        }
      }
    },

    /** Port 0 is none. */
    *"no host ports"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, ports } of containers(spec)) {
          for (const { hostPort } of ports ?? []) {
            if (hostPort !== undefined && hostPort !== 0)
              yield { msg: `container ${name} takes a port of the node`, details: { hostPort } };
          }
        }
      }
    },
  },
});
