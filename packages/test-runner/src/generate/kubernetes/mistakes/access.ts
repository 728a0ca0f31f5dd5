import { leavingOut, type Mistake, saying, setting } from "./mistake.ts";

const rules = (name: string, rule: object): Mistake => setting(name, ["rules"], [{ ...rule }]);

const ofRules: readonly Mistake[] = [
  rules("a rule without verbs", { verbs: [], apiGroups: [""], resources: ["pods"] }),
  rules("a rule without groups", { verbs: ["get"], apiGroups: [], resources: ["pods"] }),
  rules("a rule without resources", { verbs: ["get"], apiGroups: [""], resources: [] }),
  rules("a rule of resources and of paths", {
    verbs: ["get"],
    apiGroups: [""],
    resources: ["pods"],
    nonResourceURLs: ["/healthz"],
  }),
  rules("a field that there is none of in a rule", { verbs: ["get"], apiGroup: [""], resources: ["pods"] }),
];

const subjects = (name: string, subject: object): Mistake => setting(name, ["subjects"], [{ ...subject }]);

const ofBinding: readonly Mistake[] = [
  subjects("a subject without a name", { kind: "User", name: "" }),
  subjects("a subject of no known kind", { kind: "Robot", name: "r2" }),
  subjects("a service account in capitals", { kind: "ServiceAccount", name: "Default", namespace: "prod" }),
  subjects("a user of an unknown group of the API", { kind: "User", name: "ann", apiGroup: "example.org" }),
  saying("a role of no known kind", ["roleRef"], { kind: "Permission" }),
  saying("a role of an unknown group of the API", ["roleRef"], { apiGroup: "example.org" }),
  leavingOut("a role without a name", ["roleRef", "name"]),
  leavingOut("no role", ["roleRef"]),
];

/** What can be wrong with who may do what. */
export const accessMistakes: Readonly<Record<string, readonly Mistake[]>> = {
  ServiceAccount: [
    setting("a text for a yes or no", ["automountServiceAccountToken"], "no"),
    setting("a field that there is none of", ["imagePullSecret"], [{ name: "registry" }]),
  ],
  Role: [...ofRules, rules("paths in a namespace", { verbs: ["get"], nonResourceURLs: ["/healthz"] })],
  ClusterRole: [
    ...ofRules,
    rules("a rule of nothing", { verbs: ["get"] }),
    setting("nothing to put together", ["aggregationRule"], { clusterRoleSelectors: [] }),
    setting("a selector with an unknown operator", ["aggregationRule"], {
      clusterRoleSelectors: [{ matchExpressions: [{ key: "a", operator: "Like" }] }],
    }),
  ],
  RoleBinding: ofBinding,
  ClusterRoleBinding: [
    ...ofBinding,
    subjects("a service account without a namespace", { kind: "ServiceAccount", name: "default" }),
    saying("a role of a namespace", ["roleRef"], { kind: "Role" }),
  ],
};
