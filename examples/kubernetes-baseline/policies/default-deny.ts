import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { type Static, t } from "@bylaw/dsl/schema";
import { namespacesAndWorkloads } from "./workload.ts";

const direction = t.oneOf("Egress", "Ingress");

/** A network policy as the API server keeps it: with its defaults filled in. */
const networkPolicy = t.object({
  spec: t.object({
    podSelector: t.opt(
      t.object({ matchLabels: t.opt(t.map(t.string)), matchExpressions: t.opt(t.array(t.unknown)) }),
    ),
    policyTypes: t.array(direction),
    ingress: t.opt(t.array(t.unknown)),
    egress: t.opt(t.array(t.unknown)),
  }),
});
type NetworkPolicy = Static<typeof networkPolicy>;

const inventory = t.object({
  /** By namespace, API version, kind and name; absent as long as nothing of any namespace is replicated. */
  namespace: t.opt(
    t.map(
      t.object({ "networking.k8s.io/v1": t.opt(t.object({ NetworkPolicy: t.opt(t.map(networkPolicy)) })) }),
    ),
  ),
});

/** Whether a policy is for all pods of its namespace. */
const forAll = ({ spec }: NetworkPolicy) =>
  Object.keys(spec.podSelector?.matchLabels ?? {}).length === 0 &&
  (spec.podSelector?.matchExpressions ?? []).length === 0;

/** Whether a policy closes a direction for all pods and opens nothing in it. */
const denies = (policy: NetworkPolicy, type: "Egress" | "Ingress") =>
  forAll(policy) &&
  policy.spec.policyTypes.includes(type) &&
  (type === "Ingress" ? (policy.spec.ingress ?? []) : (policy.spec.egress ?? [])).length === 0;

/**
 * Every namespace begins closed: nothing runs in one before a network policy denies by default, and the audit names
 * those that have none. A namespace is created empty, so that its creation passes.
 */
export default gatekeeperPolicy({
  kind: "K8sDefaultDeny",
  match: namespacesAndWorkloads,
  parameters: t.object({ directions: t.array(direction) }),
  data: t.object({ inventory }),
  violation: {
    *"the namespace denies by default"({ review, parameters }, data) {
      if (review.object.kind === "Namespace" && review.operation === "CREATE") return;
      const namespace =
        (review.object.kind === "Namespace" ? review.object.metadata.name : review.namespace) ?? "";
      const policies = data.inventory.namespace?.[namespace]?.["networking.k8s.io/v1"]?.NetworkPolicy ?? {};
      for (const type of parameters.directions) {
        if (!Object.values(policies).some((policy) => denies(policy, type)))
          yield {
            msg: `namespace ${namespace} has no network policy that denies all ${type}`,
            details: { type },
          };
      }
    },
  },
});
