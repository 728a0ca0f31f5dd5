import type { Json, JsonObject } from "@bylaw/engine";
import { isObject, listOf, objectOf } from "../../json-value.ts";
import { expressionHolds } from "../../label-expression.ts";
import { type Correction, corrected, isGiven, list, map, text, whole } from "./correction.ts";
import {
  asDnsLabel,
  asLabelValue,
  asPathSegment,
  asQualifiedName,
  asServiceName,
  labelValue,
} from "./names.ts";
import { clusterWide } from "./resources.ts";

/** Labels of an object, or those that it selects. */
export const labels: Correction = map((key) => asQualifiedName(key, "app"), labelValue);

/** Keys of annotations are names, their values any text; some are read by the API server itself. */
const annotations: Correction = map(
  (key) => asQualifiedName(key, "note"),
  (value) => (value === null ? "" : value),
);

const moment = text(
  /^20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/,
  "2026-11-25T10:00:00Z",
);
const notEmpty = (otherwise: string) => text(/\S/, otherwise);

const standardFinalizers: ReadonlySet<unknown> = new Set(["kubernetes", "foregroundDeletion"]);

/** Only Kubernetes' own have no domain. Dependents are deleted or orphaned, not both. */
export const finalizers = list((value) => {
  if (standardFinalizers.has(value)) return value;
  const name = asQualifiedName(value, "guard");
  return name.includes("/") ? name : `example.org/${name}`;
});

function ownerReferences(value: Json): Json {
  let controlled = false;
  return listOf(value).map((one) => {
    const owner = corrected(objectOf(one), {
      apiVersion: text(/^[a-z][a-z0-9.]*\/v[0-9]$/, "apps/v1"),
      kind: text(/^[A-Z][A-Za-z]+$/, "ReplicaSet"),
      name: notEmpty("web"),
      uid: notEmpty("4d4dc1ae-6b53-4b4c-8a0d-6e1a4a9ad001"),
    });
    const controller = owner.controller === true && !controlled;
    controlled ||= controller;
    return owner.controller === true ? { ...owner, controller } : owner;
  });
}

const members = {
  labels,
  annotations,
  uid: notEmpty("0c4b0e35-8d65-4f5c-93a5-1d1c6f0c2f11"),
  generation: whole(1, 1_000),
  creationTimestamp: moment,
  deletionTimestamp: moment,
  finalizers,
  ownerReferences,
};

/** Metadata of what a template makes, which has no name yet. */
export const templateMetadata: Correction = (value) => corrected(objectOf(value), members);

const nameOf = (kind: string, name: Json | undefined): string => {
  switch (kind) {
    case "Role":
    case "RoleBinding":
    case "ClusterRole":
    case "ClusterRoleBinding":
      return asPathSegment(name, "web");
    case "Service":
      return asServiceName(name, "web");
    case "CronJob":
    case "StatefulSet":
      // What it makes has up to eleven characters more.
      return asDnsLabel(name, "web", 52);
    default:
      return asDnsLabel(name, "web");
  }
};

/** Metadata with a name as the kind has it, and with a namespace unless it is in none. */
export function metadataOf(kind: string, value: Json | undefined): JsonObject {
  const { namespace, generateName, ...rest } = isObject(value) ? value : {};
  return {
    ...corrected(rest, members),
    name: nameOf(kind, rest.name),
    ...(isGiven(generateName) ? { generateName: `${asDnsLabel(generateName, "web", 40)}-` } : {}),
    ...(clusterWide.has(kind) ? {} : { namespace: asDnsLabel(namespace, "default") }),
  };
}

const operators: ReadonlySet<unknown> = new Set(["NotIn", "Exists", "DoesNotExist"]);

/** What is to be true of labels. */
const expressions = list((value) => {
  const { values, ...one } = objectOf(value);
  const operator = operators.has(one.operator) ? (one.operator ?? null) : "In";
  const key = asQualifiedName(one.key, "app");
  if (operator === "Exists" || operator === "DoesNotExist") return { ...one, key, operator };
  const texts = listOf(values).map(asLabelValue);
  return { ...one, key, operator, values: texts.length > 0 ? texts : ["web"] };
});

/** A selector of labels. */
export const labelSelector: Correction = (value) =>
  corrected(objectOf(value), { matchLabels: labels, matchExpressions: expressions });

/** A selector that surely selects some labels: of what it says, what is true of them. */
export function selecting(value: Json | undefined, selected: JsonObject): JsonObject {
  const { matchExpressions, ...given } = objectOf(labelSelector(value ?? null));
  const held = listOf(matchExpressions).filter((one) => holds(objectOf(one), selected));
  return {
    ...given,
    matchLabels: selected,
    ...(held.length > 0 ? { matchExpressions: held } : {}),
  };
}

function holds(expression: JsonObject, selected: JsonObject): boolean {
  const key = String(expression.key);
  const value = Object.hasOwn(selected, key) ? String(selected[key]) : undefined;
  return expressionHolds(expression, value) === true;
}
