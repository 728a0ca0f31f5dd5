import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { SecurityContext } from "@bylaw/dsl/kubernetes";
import { containers, podAnnotations, podSpecs, workloads } from "./workload.ts";

type SeLinuxOptions = SecurityContext["seLinuxOptions"];

const appArmorAnnotation = "container.apparmor.security.beta.kubernetes.io/";

const seLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];

/** What SELinux lets a process do is its type; empty where the runtime chooses. */
const usualType = (options: SeLinuxOptions) => seLinuxTypes.includes(options?.type ?? "");

/** User and role are the node's business, while any level will do. */
const userAndRole = (options: SeLinuxOptions) => [options?.user ?? "", options?.role ?? ""].join("");

/** Baseline: profiles that confine a pod may be chosen, and not switched off. */
export default gatekeeperPolicy({
  kind: "K8sBaselineProfiles",
  match: workloads,
  violation: {
    *"AppArmor confines"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.securityContext?.appArmorProfile?.type === "Unconfined")
          yield { msg: "the pod is not confined by AppArmor" };
        for (const { name, securityContext } of containers(spec)) {
          if (securityContext?.appArmorProfile?.type === "Unconfined")
            yield { msg: `container ${name} is not confined by AppArmor` };
        }
      }
    },

    /** How it was said before Kubernetes 1.30. */
    *"AppArmor confines, in annotations too"({ review }) {
      for (const [key, profile] of Object.entries(podAnnotations(review.object) ?? {})) {
        if (
          key.startsWith(appArmorAnnotation) &&
          profile !== "" &&
          profile !== "runtime/default" &&
          !profile.startsWith("localhost/")
        )
          yield { msg: `the annotation ${key} is ${profile}` };
      }
    },

    *"the usual SELinux types"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (!usualType(spec.securityContext?.seLinuxOptions))
          yield { msg: "the pod has an SELinux type of its own" };
        for (const { name, securityContext } of containers(spec)) {
          if (!usualType(securityContext?.seLinuxOptions))
            yield { msg: `container ${name} has an SELinux type of its own` };
        }
      }
    },

    *"no SELinux users and roles"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (userAndRole(spec.securityContext?.seLinuxOptions) !== "")
          yield { msg: "the pod has an SELinux user or role" };
        for (const { name, securityContext } of containers(spec)) {
          if (userAndRole(securityContext?.seLinuxOptions) !== "")
            yield { msg: `container ${name} has an SELinux user or role` };
        }
      }
    },

    *"seccomp confines"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (spec.securityContext?.seccompProfile?.type === "Unconfined")
          yield { msg: "the pod is not confined by seccomp" };
        for (const { name, securityContext } of containers(spec)) {
          if (securityContext?.seccompProfile?.type === "Unconfined")
            yield { msg: `container ${name} is not confined by seccomp` };
        }
      }
    },
  },
});
