import type { Json, JsonObject } from "@bylaw/engine";
import { listOf, objectOf } from "../../json-value.ts";
import {
  type Correction,
  corrected,
  exactlyOne,
  isGiven,
  list,
  object,
  oneOf,
  text,
  whole,
  without,
} from "./correction.ts";
import { asDnsName, asPortName, asServiceName, dnsName } from "./names.ts";

const backend: Correction = (value) => {
  const service = objectOf(objectOf(value).service);
  const port = exactlyOne(
    corrected(objectOf(service.port), { number: whole(1, 65_535), name: (name) => asPortName(name, "http") }),
    ["number", "name"],
    { number: 80 },
  );
  return { service: { ...service, name: asServiceName(service.name, "web"), port } };
};

const absolute = text(/^(?!.*(?:\/\/|\/\.\/|\/\.\.\/|%2f|\/\.\.?$))\/[^\0]*$/is, "/");

const path: Correction = (value) => {
  const given = objectOf(value);
  const pathType = oneOf("Prefix", "Exact", "ImplementationSpecific")(given.pathType ?? "");
  return {
    ...corrected(given, { backend }),
    backend: backend(given.backend ?? {}),
    pathType,
    ...(isGiven(given.path) || pathType !== "ImplementationSpecific"
      ? { path: absolute(given.path ?? "") }
      : {}),
  };
};

/** A name, or all names of a domain; no address. */
function host(value: Json): string {
  const given = String(value);
  const name = asDnsName(given.replace(/^\*\./, ""), "shop.example.org");
  const isAddress = /^[0-9.]+$/.test(name);
  return isAddress ? "shop.example.org" : given.startsWith("*.") ? `*.${name}` : name;
}

const rule: Correction = object({
  host,
  http: (value) => {
    const paths = listOf(objectOf(value).paths).map(path);
    return { paths: paths.length > 0 ? paths : [path({})] };
  },
});

/** Where requests from outside go: somewhere at least. */
export function ingressSpec(given: JsonObject): JsonObject {
  const spec = corrected(given, {
    ingressClassName: dnsName("nginx"),
    defaultBackend: backend,
    rules: list(rule),
    tls: list(object({ hosts: list(host), secretName: dnsName("web-tls") })),
  });
  const leads = isGiven(spec.defaultBackend) || listOf(spec.rules).length > 0;
  return leads ? spec : { ...spec, defaultBackend: backend({}) };
}

const className = "kubernetes.io/ingress.class";

/** The class is said once, as an annotation or as a field. */
export function ingressMetadata(metadata: JsonObject, spec: Json | undefined): JsonObject {
  return isGiven(objectOf(spec).ingressClassName) && isGiven(metadata.annotations)
    ? { ...metadata, annotations: without(objectOf(metadata.annotations), className) }
    : metadata;
}
