import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { t } from "@bylaw/dsl/schema";
import { podSpecs, workloads } from "./workload.ts";

/** For what must see its node, such as an agent that ships logs: the baseline forbids all host paths. */
export default gatekeeperPolicy({
  kind: "K8sHostPaths",
  match: workloads,
  parameters: t.object({
    /** Folders that may be mounted; what is below them may not. */
    paths: t.array(t.string),
  }),
  violation: {
    *"approved host paths only"({ review, parameters }) {
      for (const { volumes } of podSpecs(review.object)) {
        for (const { name, hostPath } of volumes ?? []) {
          if (hostPath !== undefined && !parameters.paths.includes(hostPath.path))
            yield { msg: `volume ${name} mounts ${hostPath.path}`, details: { path: hostPath.path } };
        }
      }
    },
  },
});
