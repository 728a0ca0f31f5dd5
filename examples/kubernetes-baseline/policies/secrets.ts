import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { PodSpec } from "@bylaw/dsl/kubernetes";
import { regexMatches } from "@bylaw/dsl/patterns";
import { containers, podSpecs, workloads } from "./workload.ts";

/** Whether a volume of the pod brings secrets from a SecretProviderClass. */
const hasProvider = ({ volumes }: PodSpec) =>
  (volumes ?? []).some(
    ({ csi }) =>
      csi?.driver === "secrets-store.csi.k8s.io" && (csi.volumeAttributes?.secretProviderClass ?? "") !== "",
  );

/** Secrets come from a store while the pod runs, and are written down nowhere. */
export default gatekeeperPolicy({
  kind: "K8sSecrets",
  match: workloads,
  violation: {
    *"no secret is written into the environment"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const container of containers(spec)) {
          for (const { name, value } of container.env ?? []) {
            if (
              (value ?? "") !== "" &&
              regexMatches(
                "(?i)(passw(or)?d|secret|token|credential|(api|access|private|signing)_?key)",
                name,
              )
            )
              yield { msg: `container ${container.name} has the value of ${name} in its environment` };
          }
        }
      }
    },

    /** Long-lived keys of AWS begin with AKIA, whatever the variable is called. */
    *"no access key is written into the environment"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const container of containers(spec)) {
          for (const { name, value } of container.env ?? []) {
            if (regexMatches("\\bAKIA[0-9A-Z]{16}\\b", value ?? ""))
              yield { msg: `container ${container.name} has an access key in ${name}` };
          }
        }
      }
    },

    /** The Secret that the CSI driver makes is there only while the pod mounts its volume. */
    *"secrets come from a SecretProviderClass"({ review }) {
      for (const spec of podSpecs(review.object)) {
        if (hasProvider(spec)) continue;
        for (const container of containers(spec)) {
          for (const { name, valueFrom } of container.env ?? []) {
            if (valueFrom?.secretKeyRef !== undefined)
              yield {
                msg: `container ${container.name} takes ${name} from a Secret without a SecretProviderClass`,
              };
          }
        }
      }
    },
  },
});
