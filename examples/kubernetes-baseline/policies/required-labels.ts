import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { t } from "@bylaw/dsl/schema";
import { namespacesAndWorkloads, podTemplates } from "./workload.ts";

/** Objects, and the pods that they make, say who owns them and how sensitive their data is. */
export default gatekeeperPolicy({
  kind: "K8sRequiredLabels",
  match: namespacesAndWorkloads,
  parameters: t.object({ labels: t.array(t.string) }),
  violation: {
    *"every required label is present"({ review, parameters }) {
      const given = Object.keys(review.object.metadata.labels ?? {});
      for (const label of parameters.labels) {
        if (!given.includes(label)) yield { msg: `missing label ${label}`, details: { label } };
      }
    },

    /** Pods have the labels of their template, not those of what made them. */
    *"every required label is present in templates"({ review, parameters }) {
      for (const { metadata } of podTemplates(review.object)) {
        const given = Object.keys(metadata?.labels ?? {});
        for (const label of parameters.labels) {
          if (!given.includes(label)) yield { msg: `missing label ${label} of its pods`, details: { label } };
        }
      }
    },
  },
});
