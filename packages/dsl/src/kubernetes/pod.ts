import { type Shape, type Static, t } from "../schema/index.ts";
import { container, podSecurityContext } from "./container.ts";
import { objectMeta } from "./object-meta.ts";
import { quantity } from "./quantity.ts";

const keyToPath = t.object({ key: t.string, path: t.string, mode: t.opt(t.number) });

const volumeShape = t.object({
  name: t.string,
  configMap: t.opt(
    t.object({ name: t.opt(t.string), items: t.opt(t.array(keyToPath)), optional: t.opt(t.boolean) }),
  ),
  csi: t.opt(
    t.object({
      driver: t.string,
      readOnly: t.opt(t.boolean),
      volumeAttributes: t.opt(t.map(t.string)),
    }),
  ),
  downwardAPI: t.opt(t.object({})),
  emptyDir: t.opt(t.object({ medium: t.opt(t.string), sizeLimit: t.opt(quantity) })),
  ephemeral: t.opt(t.object({})),
  hostPath: t.opt(t.object({ path: t.string, type: t.opt(t.string) })),
  image: t.opt(t.object({ reference: t.opt(t.string), pullPolicy: t.opt(t.string) })),
  nfs: t.opt(t.object({ server: t.string, path: t.string, readOnly: t.opt(t.boolean) })),
  persistentVolumeClaim: t.opt(t.object({ claimName: t.string, readOnly: t.opt(t.boolean) })),
  projected: t.opt(t.object({ sources: t.opt(t.array(t.unknown)) })),
  secret: t.opt(
    t.object({ secretName: t.opt(t.string), items: t.opt(t.array(keyToPath)), optional: t.opt(t.boolean) }),
  ),
});

/** A volume of a pod. Kinds of storage that are not listed here are there, but cannot be read. */
export interface Volume extends Static<typeof volumeShape> {}
const volume: Shape<Volume> = volumeShape;

const podSpecShape = t.object({
  containers: t.array(container),
  initContainers: t.opt(t.array(container)),
  /** For debugging; added to a running pod through its subresource `ephemeralcontainers`. */
  ephemeralContainers: t.opt(t.array(container)),
  volumes: t.opt(t.array(volume)),
  serviceAccountName: t.opt(t.string),
  automountServiceAccountToken: t.opt(t.boolean),
  hostNetwork: t.opt(t.boolean),
  hostPID: t.opt(t.boolean),
  hostIPC: t.opt(t.boolean),
  hostUsers: t.opt(t.boolean),
  hostname: t.opt(t.string),
  hostAliases: t.opt(t.array(t.object({ ip: t.string, hostnames: t.opt(t.array(t.string)) }))),
  imagePullSecrets: t.opt(t.array(t.object({ name: t.opt(t.string) }))),
  nodeName: t.opt(t.string),
  nodeSelector: t.opt(t.map(t.string)),
  /** Absent where the nodes' own is meant. */
  os: t.opt(t.object({ name: t.oneOf("linux", "windows") })),
  priorityClassName: t.opt(t.string),
  restartPolicy: t.opt(t.oneOf("Always", "Never", "OnFailure")),
  runtimeClassName: t.opt(t.string),
  schedulerName: t.opt(t.string),
  securityContext: t.opt(podSecurityContext),
  shareProcessNamespace: t.opt(t.boolean),
  terminationGracePeriodSeconds: t.opt(t.number),
  tolerations: t.opt(
    t.array(
      t.object({
        key: t.opt(t.string),
        operator: t.opt(t.string),
        value: t.opt(t.string),
        effect: t.opt(t.string),
      }),
    ),
  ),
});

/** What a pod runs. */
export interface PodSpec extends Static<typeof podSpecShape> {}
export const podSpec: Shape<PodSpec> = podSpecShape;

const podShape = t.object({
  apiVersion: t.oneOf("v1"),
  kind: t.oneOf("Pod"),
  metadata: objectMeta,
  spec: podSpec,
});

export interface Pod extends Static<typeof podShape> {}
export const pod: Shape<Pod> = podShape;

const podTemplateShape = t.object({ metadata: t.opt(objectMeta), spec: podSpec });

/** What a workload makes pods of. */
export interface PodTemplate extends Static<typeof podTemplateShape> {}
export const podTemplate: Shape<PodTemplate> = podTemplateShape;
