import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { Volume } from "@bylaw/dsl/kubernetes";
import { podSpecs, workloads } from "./workload.ts";

/** Kinds of storage that belong to the pod or come through a claim; images since Kubernetes 1.33. */
const isRestricted = (volume: Volume) =>
  volume.configMap !== undefined ||
  volume.csi !== undefined ||
  volume.downwardAPI !== undefined ||
  volume.emptyDir !== undefined ||
  volume.ephemeral !== undefined ||
  volume.image !== undefined ||
  volume.persistentVolumeClaim !== undefined ||
  volume.projected !== undefined ||
  volume.secret !== undefined;

/** Restricted: which volumes pods may have. */
export default gatekeeperPolicy({
  kind: "K8sRestrictedVolumes",
  match: workloads,
  violation: {
    *"volumes of a restricted kind"({ review }) {
      for (const { volumes } of podSpecs(review.object)) {
        for (const volume of volumes ?? []) {
          if (!isRestricted(volume))
            yield { msg: `volume ${volume.name} is of a kind that is not permitted` };
        }
      }
    },
  },
});
