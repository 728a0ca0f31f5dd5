import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { podSpecs, workloads } from "./workload.ts";

/** Who pods are to the API server and, through it, to the cloud. */
export default gatekeeperPolicy({
  kind: "K8sServiceAccountTokens",
  match: workloads,
  violation: {
    /** The token of the default service account is everybody's; where the pod says nothing, it is mounted. */
    *"no token of the default service account"({ review }) {
      for (const { serviceAccountName, automountServiceAccountToken } of podSpecs(review.object)) {
        if (["", "default"].includes(serviceAccountName ?? "") && automountServiceAccountToken !== false)
          yield { msg: "the pod gets the token of the default service account" };
      }
    },
  },
});
