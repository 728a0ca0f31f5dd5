/** A container as the tests need it. */
export interface ContainerParts {
  readonly name?: string;
  readonly image?: string;
  readonly securityContext?: { readonly privileged?: boolean };
}

const request = {
  uid: "8a2f1c9e-3f0d-4f57-9d0c-0f6f3a2f5c11",
  operation: "CREATE",
  userInfo: { username: "dev@example.org" },
};

/** What a pod runs, as the tests need it. */
export interface PodParts {
  readonly containers?: readonly ContainerParts[];
  readonly initContainers?: readonly ContainerParts[];
  readonly volumes?: readonly object[];
}

/** A pod that is to be created, as Gatekeeper shows it. */
export const podReview = (spec: PodParts) => ({
  ...request,
  kind: { group: "", version: "v1", kind: "Pod" },
  resource: { group: "", version: "v1", resource: "pods" },
  object: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "web" },
    spec: { containers: [], ...spec },
  },
});

/** A namespace that is to be created. */
export const namespaceReview = (labels: Readonly<Record<string, string>> | undefined) => ({
  ...request,
  kind: { group: "", version: "v1", kind: "Namespace" },
  resource: { group: "", version: "v1", resource: "namespaces" },
  object: { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop", ...(labels && { labels }) } },
});

/** An object that is to be created in the namespace `shop`, as Gatekeeper shows it. */
export const objectReview = (name: string, object: object, more: object = {}) => {
  const [kind = "", version = "", group = ""] = name.split("/").reverse();
  return {
    ...request,
    kind: { group, version, kind },
    resource: { group, version, resource: `${kind.toLowerCase()}s` },
    namespace: "shop",
    object: {
      apiVersion: group === "" ? version : `${group}/${version}`,
      kind,
      metadata: { name: "web" },
      ...object,
    },
    ...more,
  };
};

/** Pods, and what makes pods. */
export const workloads = ["v1/Pod", "apps/v1/Deployment", "batch/v1/CronJob"] as const;

/** One of them that is to be created, with what its pods run. */
export const workloadReview = (name: (typeof workloads)[number], parts: PodParts) => {
  const spec = { containers: [], ...parts };
  switch (name) {
    case "v1/Pod":
      return objectReview(name, { spec });
    case "apps/v1/Deployment":
      return objectReview(name, { spec: { selector: {}, template: { spec } } });
    case "batch/v1/CronJob":
      return objectReview(name, {
        spec: { schedule: "@daily", jobTemplate: { spec: { template: { spec } } } },
      });
  }
};
