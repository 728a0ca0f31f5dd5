import { type Shape, type Static, t } from "../schema/index.ts";
import { objectMeta } from "./object-meta.ts";

const namespaceShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("Namespace"),
  metadata: objectMeta,
  spec: t.opt(t.object({ finalizers: t.opt(t.array(t.string)) })),
});

export interface Namespace extends Static<typeof namespaceShape> {}
export const namespace: Shape<Namespace> = namespaceShape;

const secretShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("Secret"),
  metadata: objectMeta,
  type: t.opt(t.string),
  /** Base64. */
  data: t.opt(t.map(t.string)),
  immutable: t.opt(t.boolean),
});

export interface Secret extends Static<typeof secretShape> {}
export const secret: Shape<Secret> = secretShape;

const configMapShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("ConfigMap"),
  metadata: objectMeta,
  data: t.opt(t.map(t.string)),
  /** Base64. */
  binaryData: t.opt(t.map(t.string)),
  immutable: t.opt(t.boolean),
});

export interface ConfigMap extends Static<typeof configMapShape> {}
export const configMap: Shape<ConfigMap> = configMapShape;
