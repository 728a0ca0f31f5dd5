import { type Shape, type Static, t } from "../schema/index.ts";
import { labelSelector, objectMeta } from "./object-meta.ts";

const serviceAccountShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("ServiceAccount"),
  metadata: objectMeta,
  automountServiceAccountToken: t.opt(t.boolean),
  imagePullSecrets: t.opt(t.array(t.object({ name: t.opt(t.string) }))),
  secrets: t.opt(t.array(t.object({ name: t.opt(t.string) }))),
});

export interface ServiceAccount extends Static<typeof serviceAccountShape> {}
export const serviceAccount: Shape<ServiceAccount> = serviceAccountShape;

const policyRuleShape = t.object({
  verbs: t.array(t.string),
  apiGroups: t.opt(t.array(t.string)),
  resources: t.opt(t.array(t.string)),
  resourceNames: t.opt(t.array(t.string)),
  nonResourceURLs: t.opt(t.array(t.string)),
});

/** What a role permits. */
export interface PolicyRule extends Static<typeof policyRuleShape> {}
const policyRule: Shape<PolicyRule> = policyRuleShape;

const roleShape = t.object({
  apiVersion: t.oneOf("rbac.authorization.k8s.io/v1"),
  kind: t.oneOf("Role"),
  metadata: objectMeta,
  /** `null` when the role permits nothing. */
  rules: t.opt(t.array(policyRule)),
});

export interface Role extends Static<typeof roleShape> {}
export const role: Shape<Role> = roleShape;

const clusterRoleShape = t.object({
  apiVersion: t.oneOf("rbac.authorization.k8s.io/v1"),
  kind: t.oneOf("ClusterRole"),
  metadata: objectMeta,
  rules: t.opt(t.array(policyRule)),
  aggregationRule: t.opt(t.object({ clusterRoleSelectors: t.opt(t.array(labelSelector)) })),
});

export interface ClusterRole extends Static<typeof clusterRoleShape> {}
export const clusterRole: Shape<ClusterRole> = clusterRoleShape;

const subject = t.object({
  kind: t.string,
  name: t.string,
  apiGroup: t.opt(t.string),
  namespace: t.opt(t.string),
});

const roleRef = t.object({ apiGroup: t.string, kind: t.string, name: t.string });

const roleBindingShape = t.object({
  apiVersion: t.oneOf("rbac.authorization.k8s.io/v1"),
  kind: t.oneOf("RoleBinding"),
  metadata: objectMeta,
  subjects: t.opt(t.array(subject)),
  roleRef,
});

export interface RoleBinding extends Static<typeof roleBindingShape> {}
export const roleBinding: Shape<RoleBinding> = roleBindingShape;

const clusterRoleBindingShape = t.object({
  apiVersion: t.oneOf("rbac.authorization.k8s.io/v1"),
  kind: t.oneOf("ClusterRoleBinding"),
  metadata: objectMeta,
  subjects: t.opt(t.array(subject)),
  roleRef,
});

export interface ClusterRoleBinding extends Static<typeof clusterRoleBindingShape> {}
export const clusterRoleBinding: Shape<ClusterRoleBinding> = clusterRoleBindingShape;
