import type { Json, JsonObject } from "@bylaw/engine";

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

const longestName = 63;
const image = /^[a-z0-9][a-z0-9._:/@-]*$/i;

/**
 * An object with what the API server insists on (Kubernetes API conventions, validation of core, apps and batch):
 * names and labels as it takes them, containers with names of their own, volumes with one source, selectors that match
 * their template. All else stays as it is.
 */
export function asAccepted(object: JsonObject): JsonObject {
  const kind = String(object.kind);
  const metadata = metadataOf(object.metadata, !clusterWide.has(kind));
  const { spec } = object;
  if (!isRecord(spec)) return { ...object, metadata };
  switch (kind) {
    case "Pod":
      return { ...object, metadata, spec: podSpec(spec, "Always") };
    case "Deployment":
    case "DaemonSet":
    case "ReplicaSet":
    case "StatefulSet":
      return { ...object, metadata, spec: withTemplate(spec) };
    case "ReplicationController": {
      // Its selector is older than label selectors.
      const { labels, value } = templateOf(spec.template, "Always");
      return { ...object, metadata, spec: { ...spec, selector: labels, template: value } };
    }
    case "Job":
      return { ...object, metadata, spec: jobSpec(spec) };
    case "CronJob": {
      const inner = isRecord(spec.jobTemplate) ? spec.jobTemplate : {};
      const jobTemplate = { ...inner, spec: jobSpec(isRecord(inner.spec) ? inner.spec : {}) };
      return { ...object, metadata, spec: { ...spec, schedule: "*/5 * * * *", jobTemplate } };
    }
    default:
      return { ...object, metadata };
  }
}

function metadataOf(value: Json | undefined, namespaced: boolean): JsonObject {
  const { namespace, labels, ...rest } = isRecord(value) ? value : {};
  return {
    ...rest,
    name: nameOf(rest.name, "web"),
    ...(namespaced ? { namespace: nameOf(namespace, "default") } : {}),
    ...(isRecord(labels) ? { labels: labelsOf(labels) } : {}),
  };
}

/** A text as a DNS label, so that most of it stays. */
function nameOf(value: Json | undefined, otherwise: string): string {
  if (typeof value !== "string") return otherwise;
  const cleaned = value.toLowerCase().replaceAll(/[^a-z0-9-]+/g, "-");
  return cleaned.slice(0, longestName).replaceAll(/^-+|-+$/g, "") || otherwise;
}

function labelsOf(labels: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(labels).map(([name, value]) => [labelText(name) || "app", labelText(String(value))]),
  );
}

function labelText(text: string): string {
  const cleaned = text.replaceAll(/[^A-Za-z0-9_./-]+/g, "-");
  return cleaned.slice(0, longestName).replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, "");
}

function podSpec(spec: JsonObject, restartPolicy: string): JsonObject {
  const taken = new Set<string>();
  const containers = list(spec.containers).map((one, index) => container(one, `app-${index}`, taken));
  return {
    ...spec,
    containers: containers.length > 0 ? containers : [container({}, "app", taken)],
    ...(spec.initContainers
      ? {
          initContainers: list(spec.initContainers).map((one, index) =>
            container(one, `init-${index}`, taken),
          ),
        }
      : {}),
    ...(spec.ephemeralContainers
      ? {
          ephemeralContainers: list(spec.ephemeralContainers).map((one, index) =>
            container(one, `debug-${index}`, taken),
          ),
        }
      : {}),
    ...(spec.volumes ? { volumes: volumes(list(spec.volumes)) } : {}),
    ...(spec.restartPolicy ? { restartPolicy } : {}),
  };
}

function container(value: Json, otherwise: string, taken: Set<string>): JsonObject {
  const given = isRecord(value) ? value : {};
  const wanted = nameOf(given.name, otherwise);
  const name = taken.has(wanted) ? otherwise : wanted;
  taken.add(name);
  const isImage = typeof given.image === "string" && image.test(given.image);
  return { ...given, name, image: isImage ? (given.image ?? null) : "registry.example.org/app:1" };
}

function volumes(given: readonly Json[]): readonly Json[] {
  return given.map((one, index): JsonObject => {
    const { name, ...sources } = isRecord(one) ? one : {};
    const [source] = Object.entries(sources).filter(([, value]) => value !== null);
    const unique = `${nameOf(name, "data").slice(0, longestName - 4)}-${index}`;
    return source === undefined ? { name: unique, emptyDir: {} } : { name: unique, [source[0]]: source[1] };
  });
}

function withTemplate(spec: JsonObject): JsonObject {
  const template = templateOf(spec.template, "Always");
  return { ...spec, selector: { matchLabels: template.labels }, template: template.value };
}

function jobSpec(spec: JsonObject): JsonObject {
  return { ...spec, template: templateOf(spec.template, "Never", true).value };
}

function templateOf(
  value: Json | undefined,
  restartPolicy: string,
  required = false,
): { readonly value: JsonObject; readonly labels: JsonObject } {
  const given = isRecord(value) ? value : {};
  const metadata = isRecord(given.metadata) ? given.metadata : {};
  const labels = { app: "web", ...(isRecord(metadata.labels) ? labelsOf(metadata.labels) : {}) };
  const { ephemeralContainers: _, ...spec } = isRecord(given.spec) ? given.spec : {};
  const asked = required ? { ...spec, restartPolicy } : spec;
  return {
    labels,
    value: { ...given, metadata: { ...metadata, labels }, spec: podSpec(asked, restartPolicy) },
  };
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function isRecord(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
