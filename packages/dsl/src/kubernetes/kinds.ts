import { type Shape, type Static, t } from "../schema/index.ts";
import {
  type ClusterRole,
  type ClusterRoleBinding,
  clusterRole,
  clusterRoleBinding,
  type Role,
  type RoleBinding,
  role,
  roleBinding,
  type ServiceAccount,
  serviceAccount,
} from "./access.ts";
import {
  type ConfigMap,
  configMap,
  type Namespace,
  namespace,
  type Secret,
  secret,
} from "./configuration.ts";
import {
  type Ingress,
  ingress,
  type NetworkPolicy,
  networkPolicy,
  type Service,
  service,
} from "./network.ts";
import { objectMeta } from "./object-meta.ts";
import { type Pod, pod } from "./pod.ts";
import {
  type CronJob,
  cronJob,
  type DaemonSet,
  type Deployment,
  daemonSet,
  deployment,
  type Job,
  job,
  type ReplicaSet,
  type ReplicationController,
  replicaSet,
  replicationController,
  type StatefulSet,
  statefulSet,
} from "./workloads.ts";

/** The kinds of Kubernetes objects whose types are known, by API version and kind. */
export interface KubernetesKinds {
  readonly "v1/ConfigMap": ConfigMap;
  readonly "v1/Namespace": Namespace;
  readonly "v1/Pod": Pod;
  readonly "v1/ReplicationController": ReplicationController;
  readonly "v1/Secret": Secret;
  readonly "v1/Service": Service;
  readonly "v1/ServiceAccount": ServiceAccount;
  readonly "apps/v1/DaemonSet": DaemonSet;
  readonly "apps/v1/Deployment": Deployment;
  readonly "apps/v1/ReplicaSet": ReplicaSet;
  readonly "apps/v1/StatefulSet": StatefulSet;
  readonly "batch/v1/CronJob": CronJob;
  readonly "batch/v1/Job": Job;
  readonly "networking.k8s.io/v1/Ingress": Ingress;
  readonly "networking.k8s.io/v1/NetworkPolicy": NetworkPolicy;
  readonly "rbac.authorization.k8s.io/v1/ClusterRole": ClusterRole;
  readonly "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ClusterRoleBinding;
  readonly "rbac.authorization.k8s.io/v1/Role": Role;
  readonly "rbac.authorization.k8s.io/v1/RoleBinding": RoleBinding;
}

/** The name of a kind: `v1/Pod`, `apps/v1/Deployment`. */
export type KindName = keyof KubernetesKinds;

/** The shapes of the kinds. */
export const kubernetesKinds: { readonly [Name in KindName]: Shape<KubernetesKinds[Name]> } = {
  "v1/ConfigMap": configMap,
  "v1/Namespace": namespace,
  "v1/Pod": pod,
  "v1/ReplicationController": replicationController,
  "v1/Secret": secret,
  "v1/Service": service,
  "v1/ServiceAccount": serviceAccount,
  "apps/v1/DaemonSet": daemonSet,
  "apps/v1/Deployment": deployment,
  "apps/v1/ReplicaSet": replicaSet,
  "apps/v1/StatefulSet": statefulSet,
  "batch/v1/CronJob": cronJob,
  "batch/v1/Job": job,
  "networking.k8s.io/v1/Ingress": ingress,
  "networking.k8s.io/v1/NetworkPolicy": networkPolicy,
  "rbac.authorization.k8s.io/v1/ClusterRole": clusterRole,
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": clusterRoleBinding,
  "rbac.authorization.k8s.io/v1/Role": role,
  "rbac.authorization.k8s.io/v1/RoleBinding": roleBinding,
};

const kubernetesObjectShape = t.object({ apiVersion: t.string, kind: t.string, metadata: objectMeta });

/** What all Kubernetes objects have in common. */
export interface KubernetesObject extends Static<typeof kubernetesObjectShape> {}
export const kubernetesObject: Shape<KubernetesObject> = kubernetesObjectShape;
