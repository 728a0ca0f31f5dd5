import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { containers, podSpecs, workloads } from "./workload.ts";

const confining = ["RuntimeDefault", "Localhost"];

/** Restricted: what containers must give up. What Linux alone has is not asked of pods for Windows. */
export default gatekeeperPolicy({
  kind: "K8sRestrictedPrivileges",
  match: workloads,
  violation: {
    *"no privilege escalation"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.os?.name === "windows") continue;
        for (const { name, securityContext } of containers(spec)) {
          if (securityContext?.allowPrivilegeEscalation !== false)
            yield { msg: `container ${name} may gain privileges` };
        }
      }
    },

    *"all capabilities are dropped"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.os?.name === "windows") continue;
        for (const { name, securityContext } of containers(spec)) {
          if (!(securityContext?.capabilities?.drop ?? []).includes("ALL"))
            yield { msg: `container ${name} does not drop ALL capabilities` };
        }
      }
    },

    *"no capability but NET_BIND_SERVICE"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.os?.name === "windows") continue;
        for (const { name, securityContext } of containers(spec)) {
          for (const capability of securityContext?.capabilities?.add ?? []) {
            if (capability !== "NET_BIND_SERVICE")
              yield { msg: `container ${name} adds ${capability}`, details: { capability } };
          }
        }
      }
    },

    /** A container that says nothing has the profile of its pod. */
    *"a seccomp profile confines"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.os?.name === "windows") continue;
        const pod = spec.securityContext?.seccompProfile?.type ?? "";
        if (pod === "Unconfined") yield { msg: "the pod is not confined by seccomp" };
        for (const { name, securityContext } of containers(spec)) {
          if (!confining.includes(securityContext?.seccompProfile?.type ?? pod))
            yield { msg: `container ${name} has no seccomp profile` };
        }
      }
    },

    /** Even in a user namespace. */
    *"the usual /proc"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, securityContext } of containers(spec)) {
          if ((securityContext?.procMount ?? "Default") !== "Default")
            yield { msg: `container ${name} unmasks /proc` };
        }
      }
    },
  },
});
