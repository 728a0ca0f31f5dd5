import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { t } from "@bylaw/dsl/schema";

const labelled = t.object({ metadata: t.object({ labels: t.opt(t.map(t.string)) }) });

/** Labels whose values say that something is on its way out: neither an object nor its namespace may have them. */
export default gatekeeperPolicy({
  kind: "K8sDisallowedTags",
  match: ["v1/Pod", "apps/v1/Deployment"],
  parameters: t.object({ message: t.opt(t.string), disallowedTags: t.array(t.string) }),
  data: t.object({
    inventory: t.object({
      cluster: t.object({ v1: t.opt(t.object({ Namespace: t.opt(t.map(labelled)) })) }),
    }),
  }),
  violation: {
    *"the object has no disallowed tag"({ review, parameters }) {
      for (const [label, tag] of Object.entries(review.object.metadata.labels ?? {})) {
        if (parameters.disallowedTags.includes(tag))
          yield {
            msg: `the label ${label} has a disallowed value: ${parameters.message ?? "not allowed"}`,
            details: { label },
          };
      }
    },

    /** A namespace that Gatekeeper does not replicate may have any tag. */
    *"its namespace is known"({ review }, data) {
      const namespace = review.namespace ?? "";
      if (data.inventory.cluster.v1?.Namespace?.[namespace] === undefined)
        yield { msg: `nothing is known of the namespace ${namespace}` };
    },

    *"its namespace has no disallowed tag"({ review, parameters }, data) {
      const known = data.inventory.cluster.v1?.Namespace?.[review.namespace ?? ""];
      for (const [label, tag] of Object.entries(known?.metadata.labels ?? {})) {
        if (parameters.disallowedTags.includes(tag))
          yield { msg: `the label ${label} of the namespace has a disallowed value`, details: { label } };
      }
    },
  },
});
