import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import { type Correction, corrected, list, oneOf, text, without } from "./correction.ts";
import { labelSelector } from "./metadata.ts";
import { asDnsLabel, asPathSegment } from "./names.ts";

const group = "rbac.authorization.k8s.io";
const notEmpty = (value: Json | undefined, otherwise: string): readonly Json[] => {
  const all = listOf(value);
  return all.length > 0 ? all : [otherwise];
};

const url = text(/^(?:\/(?:[a-zA-Z0-9_/-]*\*?)|\*)$/, "/healthz");

/** A rule of a role is of resources, or of paths that are none; the latter only where there are no namespaces. */
function rule(value: Json, isOfCluster: boolean): JsonObject {
  const { apiGroups, resources, nonResourceURLs, ...given } = objectOf(value);
  const verbs = notEmpty(given.verbs, "get");
  const ofPaths = isOfCluster && listOf(nonResourceURLs).length > 0;
  return ofPaths
    ? { ...without(given, "resourceNames"), verbs, nonResourceURLs: listOf(nonResourceURLs).map(url) }
    : { ...given, verbs, apiGroups: notEmpty(apiGroups, ""), resources: notEmpty(resources, "pods") };
}

export function role(given: JsonObject): JsonObject {
  return corrected(given, { rules: list((one) => rule(one, false)) });
}

export function clusterRole(given: JsonObject): JsonObject {
  return corrected(given, {
    rules: list((one) => rule(one, true)),
    aggregationRule: (value) => {
      const selectors = listOf(objectOf(value).clusterRoleSelectors).map(labelSelector);
      return { clusterRoleSelectors: selectors.length > 0 ? selectors : [{ matchLabels: { app: "web" } }] };
    },
  });
}

const kinds = oneOf("User", "Group", "ServiceAccount");

const subject: Correction = (value) => {
  const given = objectOf(value);
  const kind = kinds(given.kind ?? "");
  const name = typeof given.name === "string" && given.name !== "" ? given.name : "dev@example.org";
  if (kind !== "ServiceAccount") return { ...without(given, "namespace"), kind, name, apiGroup: group };
  return {
    ...without(given, "apiGroup"),
    kind,
    name: asDnsLabel(name, "default"),
    namespace: asDnsLabel(given.namespace, "default"),
  };
};

/** Who gets a role: one of the cluster, or of a namespace where the binding is in one. */
export function binding(given: JsonObject, isOfCluster: boolean): JsonObject {
  const roles = isOfCluster ? oneOf("ClusterRole") : oneOf("Role", "ClusterRole");
  const referred = objectOf(given.roleRef);
  return {
    ...corrected(given, { subjects: list(subject) }),
    roleRef: {
      ...referred,
      apiGroup: group,
      kind: roles(referred.kind ?? ""),
      name: asPathSegment(referred.name, "view"),
    },
  };
}
