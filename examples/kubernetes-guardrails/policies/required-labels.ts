import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { t } from "@bylaw/dsl/schema";

/** Objects say who owns them and how sensitive their data is. */
export default gatekeeperPolicy({
  kind: "K8sRequiredLabels",
  match: ["v1/Namespace", "apps/v1/Deployment"],
  parameters: t.object({ labels: t.array(t.string) }),
  violation: {
    *"every required label is present"({ review, parameters }) {
      const given = Object.keys(review.object.metadata.labels ?? {});
      for (const label of parameters.labels) {
        if (!given.includes(label)) yield { msg: `missing label ${label}`, details: { label } };
      }
    },
  },
});
