import type { JsonObject } from "@bylaw/engine";

interface Identified {
  readonly apiVersion?: unknown;
  readonly kind?: unknown;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The review that Gatekeeper makes of an object in a file: what is not known of it is empty. */
export function reviewOf(object: JsonObject): JsonObject {
  const { apiVersion, kind, metadata } = object as unknown as Identified;
  const [version = "", group = ""] = String(apiVersion).split("/").reverse();
  return {
    uid: "",
    kind: { group, version, kind: String(kind) },
    resource: { group: "", version: "", resource: "" },
    name: metadata.name,
    ...(metadata.namespace === undefined ? {} : { namespace: metadata.namespace }),
    operation: "",
    userInfo: {},
    object,
    oldObject: null,
    options: null,
  };
}

type Mutable = { [key: string]: Mutable | JsonObject };

/** Gatekeeper's copy of a cluster: `namespace`, then the name of one, or `cluster`; below, version, kind and name. */
export function inventoryOf(objects: readonly JsonObject[]): JsonObject {
  const inventory: Mutable = { cluster: {} };
  for (const object of objects) {
    const { apiVersion, kind, metadata } = object as unknown as Identified;
    const place = metadata.namespace === undefined ? ["cluster"] : ["namespace", metadata.namespace];
    let folder = inventory;
    for (const key of [...place, String(apiVersion), String(kind)]) {
      folder[key] ??= {};
      folder = folder[key] as Mutable;
    }
    folder[metadata.name] = object;
  }
  return inventory as JsonObject;
}
