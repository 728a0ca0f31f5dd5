import type { Json, JsonObject } from "@bylaw/engine";
import { objectOf } from "../../json-value.ts";
import { type Correction, corrected, isGiven, map, text } from "./correction.ts";
import { asConfigurationKey } from "./names.ts";

const key = (name: string, index: number) => asConfigurationKey(name, `key-${index}`);
const anyText: Correction = (value) => (typeof value === "string" ? value : "");
const base64 = text(/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/, "c2VjcmV0");

/** Keys as file names, each with a text or with bytes. */
export function configMap(given: JsonObject): JsonObject {
  const { binaryData, ...rest } = corrected(given, {
    data: map(key, anyText),
    binaryData: map(key, base64),
  });
  const texts = new Set(Object.keys(objectOf(rest.data)));
  const bytes = Object.entries(objectOf(binaryData)).filter(([name]) => !texts.has(name));
  return { ...rest, ...(isGiven(binaryData) ? { binaryData: Object.fromEntries(bytes) } : {}) };
}

const encoded = (value: string) => Buffer.from(value).toString("base64");

/** What a secret of a type must have. */
const required: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "kubernetes.io/dockercfg": { ".dockercfg": encoded("{}") },
  "kubernetes.io/dockerconfigjson": { ".dockerconfigjson": encoded("{}") },
  "kubernetes.io/basic-auth": { username: encoded("web"), password: encoded("secret") },
  "kubernetes.io/ssh-auth": { "ssh-privatekey": encoded("secret") },
  "kubernetes.io/tls": { "tls.crt": encoded("certificate"), "tls.key": encoded("secret") },
};

const tokenType = "kubernetes.io/service-account-token";

export function secret(given: JsonObject): JsonObject {
  const type = String(given.type);
  const needed = Object.hasOwn(required, type) ? required[type] : undefined;
  const one = corrected(given, { data: map(key, base64) });
  const data: Readonly<Record<string, Json>> | undefined =
    needed === undefined ? undefined : { ...objectOf(one.data), ...needed };
  const metadata = objectOf(given.metadata);
  const annotations = {
    ...objectOf(metadata.annotations),
    "kubernetes.io/service-account.name": "default",
  };
  return {
    ...one,
    ...(data === undefined ? {} : { data }),
    ...(type === tokenType ? { metadata: { ...metadata, annotations } } : {}),
  };
}
