import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import { regexMatches } from "@bylaw/dsl/patterns";
import { t } from "@bylaw/dsl/schema";

/** Where EKS looks for the role of AWS that the pods of a service account take on. */
const roleAnnotation = "eks.amazonaws.com/role-arn";

/** Empty when a service account stands for no role. */
const roleOf = (annotations: Readonly<Record<string, string>> | undefined) =>
  annotations?.[roleAnnotation] ?? "";

/** Service accounts: which roles of AWS they stand for, and that the default one is nobody. */
export default gatekeeperPolicy({
  kind: "K8sServiceAccounts",
  match: ["v1/ServiceAccount"],
  parameters: t.object({
    /** Namespaces to the prefix that the roles of their service accounts must have. */
    roles: t.map(t.string),
  }),
  violation: {
    *"a role is one of AWS"({ review }) {
      const role = roleOf(review.object.metadata.annotations);
      if (role === "") return;
      if (!regexMatches("^arn:aws(?:-cn|-us-gov)?:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]+$", role))
        yield { msg: `the annotation ${roleAnnotation} names no role: ${role}` };
    },

    *"a role is one of the namespace's"({ review, parameters }) {
      const role = roleOf(review.object.metadata.annotations);
      if (role === "") return;
      const namespace = review.namespace ?? "";
      const prefix = parameters.roles[namespace];
      if (prefix === undefined) yield { msg: `service accounts of ${namespace} may take on no role` };
      else if (!role.startsWith(prefix)) yield { msg: `${role} is no role of ${namespace}` };
    },

    *"the default service account is nobody"({ review }) {
      const { metadata, automountServiceAccountToken } = review.object;
      if (metadata.name !== "default") return;
      if (roleOf(metadata.annotations) !== "") yield { msg: "the default service account has a role" };
      if (automountServiceAccountToken !== false)
        yield { msg: "the default service account gives its token to every pod" };
    },
  },
});
