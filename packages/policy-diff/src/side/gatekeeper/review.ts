import type { Json, JsonObject } from "@bylaw/engine";
import { isObject } from "../../json-value.ts";
import { textAt, valueAt } from "./template.ts";

/** What Rego sees of a request, and whether the namespace object in it is known. */
export interface Review {
  readonly review: JsonObject;
  readonly namespaceKnown: boolean;
}

/** Members of an AdmissionRequest that Go leaves out where they are empty (k8s.io/api/admission/v1). */
const texts = ["subResource", "name", "namespace", "requestSubResource"] as const;
const objects = ["requestKind", "requestResource"] as const;

/**
 * The review of an AdmissionRequest, as Gatekeeper's webhook hands it to Rego. The namespace object is not in a request:
 * of a namespaced one it is not known.
 *
 * @returns undefined where Gatekeeper would not decide: a deletion without the old object
 */
export function reviewOfRequest(request: JsonObject): Review | undefined {
  const given = (key: string): Json => request[key] ?? null;
  const deletes = request.operation === "DELETE";
  if (deletes && !isObject(given("oldObject"))) return undefined;
  const kind = named(request.kind, ["group", "version", "kind"]);
  // A Namespace is in none, whatever the API server says.
  const isNamespace = kind.kind === "Namespace" && kind.group === "";
  const namespaced = !isNamespace && text(request.namespace) !== "";
  const isThere = (key: string) => text(request[key]) !== "" && !(key === "namespace" && !namespaced);
  return {
    namespaceKnown: !namespaced,
    review: {
      uid: text(request.uid),
      kind,
      resource: named(request.resource, ["group", "version", "resource"]),
      ...Object.fromEntries(texts.flatMap((key) => (isThere(key) ? [[key, text(request[key])]] : []))),
      ...Object.fromEntries(objects.flatMap((key) => (isObject(request[key]) ? [[key, request[key]]] : []))),
      operation: text(request.operation),
      userInfo: isObject(request.userInfo) ? request.userInfo : {},
      object: deletes ? given("oldObject") : given("object"),
      oldObject: given("oldObject"),
      ...(typeof request.dryRun === "boolean" ? { dryRun: request.dryRun } : {}),
      options: given("options"),
      ...(namespaced ? {} : { namespaceObject: {} }),
    },
  };
}

/**
 * The review of an object that is there already, as Gatekeeper's audit makes it: without an operation and a user.
 *
 * @param namespaces the Namespace objects that are known, by name
 */
export function reviewOfObject(object: JsonObject, namespaces: ReadonlyMap<string, JsonObject>): Review {
  const apiVersion = textAt(object, ["apiVersion"]) ?? "";
  const [first = "", second] = apiVersion.split("/");
  const name = textAt(object, ["metadata", "name"]);
  const namespace = textAt(object, ["metadata", "namespace"]);
  const around = namespace === undefined ? undefined : namespaces.get(namespace);
  const known = namespace === undefined || around !== undefined;
  return {
    namespaceKnown: known,
    review: {
      uid: "",
      kind: {
        group: second === undefined ? "" : first,
        version: second ?? first,
        kind: textAt(object, ["kind"]) ?? "",
      },
      resource: { group: "", version: "", resource: "" },
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      operation: "",
      userInfo: {},
      object,
      oldObject: null,
      options: null,
      ...(known ? { namespaceObject: around ?? {} } : {}),
    },
  };
}

/** The request of a recorded input, which is an AdmissionReview. */
export function requestIn(input: Json): JsonObject | undefined {
  const request = valueAt(input, ["request"]);
  return isObject(request) &&
    (isObject(request.object) || isObject(request.oldObject)) &&
    isObject(request.kind)
    ? request
    : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

function named(value: Json | undefined, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.map((key) => [key, text(isObject(value) ? value[key] : undefined)]));
}
