import { gatekeeperPolicy } from "@bylaw/dsl/gatekeeper";
import type { PolicyRule, RoleBinding } from "@bylaw/dsl/kubernetes";
import { t } from "@bylaw/dsl/schema";

/** With these a role permits more than it says. */
const powerful = ["bind", "escalate", "impersonate"];

/** Of the first one the API server asks nothing more; everyone is in the others. */
const largeGroups = ["system:masters", "system:authenticated", "system:unauthenticated"];

function* wildcards(rules: readonly PolicyRule[]) {
  for (const { verbs, apiGroups, resources, nonResourceURLs } of rules) {
    if (verbs.includes("*")) yield { msg: "a rule permits every verb" };
    if ((apiGroups ?? []).includes("*")) yield { msg: "a rule is for every API group" };
    if ((resources ?? []).includes("*")) yield { msg: "a rule is for every resource" };
    if ((nonResourceURLs ?? []).includes("*")) yield { msg: "a rule is for every URL" };
  }
}

function* powerfulVerbs(rules: readonly PolicyRule[]) {
  for (const { verbs } of rules) {
    for (const verb of verbs) {
      if (powerful.includes(verb)) yield { msg: `a rule permits to ${verb}`, details: { verb } };
    }
  }
}

function* largeSubjects(subjects: RoleBinding["subjects"]) {
  for (const { kind, name } of subjects ?? []) {
    if (kind === "Group" && largeGroups.includes(name))
      yield { msg: `a binding is for ${name}`, details: { group: name } };
  }
}

const bindsAdministrator = ({ roleRef }: Pick<RoleBinding, "roleRef">) =>
  roleRef.kind === "ClusterRole" && roleRef.name === "cluster-admin";

/** Least privilege: roles name what they permit, and nothing has all of it. */
export default gatekeeperPolicy({
  kind: "K8sLeastPrivilege",
  match: [
    "rbac.authorization.k8s.io/v1/ClusterRole",
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding",
    "rbac.authorization.k8s.io/v1/Role",
    "rbac.authorization.k8s.io/v1/RoleBinding",
  ],
  parameters: t.object({
    /** Bindings of cluster-admin that stay, such as the one for emergencies. */
    administrators: t.array(t.string),
  }),
  violation: {
    *"no wildcards"({ review }) {
      const { object } = review;
      if (object.kind === "Role") yield* wildcards(object.rules ?? []);
      if (object.kind === "ClusterRole") yield* wildcards(object.rules ?? []);
    },

    *"no way around the role"({ review }) {
      const { object } = review;
      if (object.kind === "Role") yield* powerfulVerbs(object.rules ?? []);
      if (object.kind === "ClusterRole") yield* powerfulVerbs(object.rules ?? []);
    },

    *"cluster-admin is bound to nobody else"({ review, parameters }) {
      const { object } = review;
      const name = object.metadata.name ?? "";
      if (parameters.administrators.includes(name)) return;
      if (object.kind === "RoleBinding" && bindsAdministrator(object))
        yield { msg: `${name} binds cluster-admin` };
      if (object.kind === "ClusterRoleBinding" && bindsAdministrator(object))
        yield { msg: `${name} binds cluster-admin` };
    },

    *"no binding of groups that are too large"({ review }) {
      const { object } = review;
      if (object.kind === "RoleBinding") yield* largeSubjects(object.subjects);
      if (object.kind === "ClusterRoleBinding") yield* largeSubjects(object.subjects);
    },
  },
});
