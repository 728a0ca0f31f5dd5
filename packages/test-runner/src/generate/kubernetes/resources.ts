/** The plural of each kind, as the API server names it. */
export const resources: Readonly<Record<string, string>> = {
  ConfigMap: "configmaps",
  Namespace: "namespaces",
  Pod: "pods",
  ReplicationController: "replicationcontrollers",
  Secret: "secrets",
  Service: "services",
  ServiceAccount: "serviceaccounts",
  DaemonSet: "daemonsets",
  Deployment: "deployments",
  ReplicaSet: "replicasets",
  StatefulSet: "statefulsets",
  CronJob: "cronjobs",
  Job: "jobs",
  Ingress: "ingresses",
  NetworkPolicy: "networkpolicies",
  ClusterRole: "clusterroles",
  ClusterRoleBinding: "clusterrolebindings",
  Role: "roles",
  RoleBinding: "rolebindings",
};

/** The kinds that belong to no namespace. */
export const clusterWide: ReadonlySet<string> = new Set(["Namespace", "ClusterRole", "ClusterRoleBinding"]);
