type Texts = Readonly<Record<string, string>>;

/** What an object says of itself. */
export interface Metadata {
  readonly annotations?: Texts | undefined;
  readonly labels?: Texts | undefined;
}

const metadataOf = ({ annotations, labels }: Metadata) => ({
  ...(annotations && { annotations }),
  ...(labels && { labels }),
});
const template = (spec: object, given: Metadata) => ({
  metadata: metadataOf({ ...given, labels: { app: "web", ...given.labels } }),
  spec,
});
const selector = { matchLabels: { app: "web" } };

type Make = (spec: object, given: Metadata) => object;

/** What is in an object of each kind beside its metadata. */
const parts = {
  Pod: ["v1", (spec) => ({ spec })],
  ReplicationController: [
    "v1",
    (spec, given) => ({ spec: { replicas: 2, template: template(spec, given) } }),
  ],
  DaemonSet: ["apps/v1", (spec, given) => ({ spec: { selector, template: template(spec, given) } })],
  Deployment: ["apps/v1", (spec, given) => ({ spec: { selector, template: template(spec, given) } })],
  ReplicaSet: ["apps/v1", (spec, given) => ({ spec: { selector, template: template(spec, given) } })],
  StatefulSet: ["apps/v1", (spec, given) => ({ spec: { selector, template: template(spec, given) } })],
  CronJob: [
    "batch/v1",
    (spec, given) => ({
      spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: template(spec, given) } } },
    }),
  ],
  Job: ["batch/v1", (spec, given) => ({ spec: { template: template(spec, given) } })],
} as const satisfies Readonly<Record<string, readonly [string, Make]>>;

/** A kind that is a pod or makes pods. */
export type Kind = keyof typeof parts;

export const kinds: readonly Kind[] = [
  "Pod",
  "ReplicationController",
  "DaemonSet",
  "Deployment",
  "ReplicaSet",
  "StatefulSet",
  "CronJob",
  "Job",
];

/** The lists of containers that a pod has. */
export const lists = ["containers", "initContainers", "ephemeralContainers"] as const;

/** Each list of each kind. */
export const places = kinds.flatMap((kind) => lists.map((list) => ({ kind, list })));

/** A workload that is to be created, as Gatekeeper shows it; its pods run `spec`, and say `ofPods` of themselves. */
export function workloadReview(kind: Kind, spec: object, ofPods: Metadata = {}, own: Metadata = {}) {
  const [apiVersion, make] = parts[kind];
  const [version = "", group = ""] = apiVersion.split("/").reverse();
  return {
    uid: "8a2f1c9e-3f0d-4f57-9d0c-0f6f3a2f5c11",
    kind: { group, version, kind },
    resource: { group, version, resource: `${kind.toLowerCase()}s` },
    operation: "CREATE",
    userInfo: { username: "dev@example.org" },
    object: {
      apiVersion,
      kind,
      metadata: { name: "web", namespace: "shop", ...metadataOf(kind === "Pod" ? ofPods : own) },
      ...make({ containers: [], ...spec }, ofPods),
    },
  };
}

/** The same without parameters, as the input of a policy. */
export const workload = (kind: Kind, spec: object, ofPods: Metadata = {}) => ({
  review: workloadReview(kind, spec, ofPods),
});

/** A pod with one container. */
export const podWith = (container: object, spec: object = {}) =>
  workload("Pod", { containers: [{ name: "app", image: "app", ...container }], ...spec });

/** A pod whose container has a security context. */
export const secured = (securityContext: object, spec: object = {}) => podWith({ securityContext }, spec);
