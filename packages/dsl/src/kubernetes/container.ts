import { type Shape, type Static, t } from "../schema/index.ts";
import { intOrString, quantity } from "./quantity.ts";

const seccompProfile = t.object({
  type: t.oneOf("Localhost", "RuntimeDefault", "Unconfined"),
  localhostProfile: t.opt(t.string),
});

const seLinuxOptions = t.object({
  level: t.opt(t.string),
  role: t.opt(t.string),
  type: t.opt(t.string),
  user: t.opt(t.string),
});

const windowsOptions = t.object({
  hostProcess: t.opt(t.boolean),
  runAsUserName: t.opt(t.string),
});

const appArmorProfile = t.object({
  type: t.oneOf("Localhost", "RuntimeDefault", "Unconfined"),
  localhostProfile: t.opt(t.string),
});

const securityContextShape = t.object({
  allowPrivilegeEscalation: t.opt(t.boolean),
  appArmorProfile: t.opt(appArmorProfile),
  capabilities: t.opt(t.object({ add: t.opt(t.array(t.string)), drop: t.opt(t.array(t.string)) })),
  privileged: t.opt(t.boolean),
  procMount: t.opt(t.string),
  readOnlyRootFilesystem: t.opt(t.boolean),
  runAsGroup: t.opt(t.number),
  runAsNonRoot: t.opt(t.boolean),
  runAsUser: t.opt(t.number),
  seLinuxOptions: t.opt(seLinuxOptions),
  seccompProfile: t.opt(seccompProfile),
  windowsOptions: t.opt(windowsOptions),
});

/** What a container may do on its node. */
export interface SecurityContext extends Static<typeof securityContextShape> {}
const securityContext: Shape<SecurityContext> = securityContextShape;

const podSecurityContextShape = t.object({
  appArmorProfile: t.opt(appArmorProfile),
  fsGroup: t.opt(t.number),
  runAsGroup: t.opt(t.number),
  runAsNonRoot: t.opt(t.boolean),
  runAsUser: t.opt(t.number),
  seLinuxOptions: t.opt(seLinuxOptions),
  seccompProfile: t.opt(seccompProfile),
  supplementalGroups: t.opt(t.array(t.number)),
  sysctls: t.opt(t.array(t.object({ name: t.string, value: t.string }))),
  windowsOptions: t.opt(windowsOptions),
});

/** What holds for all containers of a pod that say nothing else. */
export interface PodSecurityContext extends Static<typeof podSecurityContextShape> {}
export const podSecurityContext: Shape<PodSecurityContext> = podSecurityContextShape;

const keySelector = t.object({ name: t.opt(t.string), key: t.string, optional: t.opt(t.boolean) });

const environmentVariable = t.object({
  name: t.string,
  value: t.opt(t.string),
  valueFrom: t.opt(
    t.object({
      configMapKeyRef: t.opt(keySelector),
      secretKeyRef: t.opt(keySelector),
      fieldRef: t.opt(t.object({ apiVersion: t.opt(t.string), fieldPath: t.string })),
      resourceFieldRef: t.opt(t.object({ resource: t.string, containerName: t.opt(t.string) })),
    }),
  ),
});

/** What a probe or a hook of the lifecycle may do. */
const handler = {
  exec: t.opt(t.object({ command: t.opt(t.array(t.string)) })),
  httpGet: t.opt(
    t.object({ port: intOrString, path: t.opt(t.string), host: t.opt(t.string), scheme: t.opt(t.string) }),
  ),
  tcpSocket: t.opt(t.object({ port: intOrString, host: t.opt(t.string) })),
};

const lifecycleHandler = t.object({
  ...handler,
  sleep: t.opt(t.object({ seconds: t.number })),
});

const probe = t.object({
  ...handler,
  grpc: t.opt(t.object({ port: t.number, service: t.opt(t.string) })),
  initialDelaySeconds: t.opt(t.number),
  periodSeconds: t.opt(t.number),
  timeoutSeconds: t.opt(t.number),
  failureThreshold: t.opt(t.number),
  successThreshold: t.opt(t.number),
});

const containerShape = t.object({
  name: t.string,
  /** Required by the API server for a pod; absent where a template leaves it to something else. */
  image: t.opt(t.string),
  imagePullPolicy: t.opt(t.oneOf("Always", "IfNotPresent", "Never")),
  command: t.opt(t.array(t.string)),
  args: t.opt(t.array(t.string)),
  workingDir: t.opt(t.string),
  env: t.opt(t.array(environmentVariable)),
  envFrom: t.opt(
    t.array(
      t.object({
        prefix: t.opt(t.string),
        configMapRef: t.opt(t.object({ name: t.opt(t.string), optional: t.opt(t.boolean) })),
        secretRef: t.opt(t.object({ name: t.opt(t.string), optional: t.opt(t.boolean) })),
      }),
    ),
  ),
  ports: t.opt(
    t.array(
      t.object({
        containerPort: t.number,
        hostIP: t.opt(t.string),
        hostPort: t.opt(t.number),
        name: t.opt(t.string),
        protocol: t.opt(t.oneOf("SCTP", "TCP", "UDP")),
      }),
    ),
  ),
  resources: t.opt(t.object({ limits: t.opt(t.map(quantity)), requests: t.opt(t.map(quantity)) })),
  securityContext: t.opt(securityContext),
  volumeMounts: t.opt(
    t.array(
      t.object({
        name: t.string,
        mountPath: t.string,
        readOnly: t.opt(t.boolean),
        subPath: t.opt(t.string),
        mountPropagation: t.opt(t.oneOf("Bidirectional", "HostToContainer", "None")),
      }),
    ),
  ),
  livenessProbe: t.opt(probe),
  readinessProbe: t.opt(probe),
  startupProbe: t.opt(probe),
  lifecycle: t.opt(t.object({ postStart: t.opt(lifecycleHandler), preStop: t.opt(lifecycleHandler) })),
  /** `Always` makes an init container a sidecar. */
  restartPolicy: t.opt(t.string),
  stdin: t.opt(t.boolean),
  tty: t.opt(t.boolean),
});

/** A container of a pod: one of `containers`, `initContainers` or `ephemeralContainers`. */
export interface Container extends Static<typeof containerShape> {}
export const container: Shape<Container> = containerShape;
