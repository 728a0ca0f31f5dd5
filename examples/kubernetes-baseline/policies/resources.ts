import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { quantityAtMost } from "@bylaw/dsl/kubernetes";
import { podSpecs, workloads } from "./workload.ts";

/** What containers need and may take, so that one cannot starve the others of its node. */
export default gatekeeperPolicy({
  kind: "K8sResources",
  match: workloads,
  violation: {
    *"every container says what it needs"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
          if (resources?.requests?.cpu === undefined) yield { msg: `container ${name} requests no cpu` };
          if (resources?.requests?.memory === undefined)
            yield { msg: `container ${name} requests no memory` };
        }
      }
    },

    /** A limit that cannot be read is none. Processor time is shared without one. */
    *"memory is limited to 8Gi"({ review }) {
      for (const spec of podSpecs(review.object)) {
        for (const { name, resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
          if (quantityAtMost(resources?.limits?.memory ?? "", "8Gi") !== true)
            yield { msg: `container ${name} has no memory limit of at most 8Gi` };
        }
      }
    },
  },
});
