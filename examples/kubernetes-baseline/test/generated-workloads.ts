import fc from "fast-check";
import { kinds, workload, workloadReview } from "./workloads.ts";

const some = <T>(model: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(model, { requiredKeys: [], noNullPrototype: true });

const profile = fc.record({ type: fc.constantFrom("Localhost", "RuntimeDefault", "Unconfined") });
const seLinuxOptions = some({
  type: fc.constantFrom("", "container_t", "spc_t"),
  user: fc.constantFrom("", "root"),
  role: fc.constantFrom("", "sysadm_r"),
  level: fc.constant("s0:c123,c456"),
});
const runAs = {
  runAsNonRoot: fc.boolean(),
  runAsUser: fc.constantFrom(0, 1000),
  seLinuxOptions,
  appArmorProfile: profile,
  seccompProfile: profile,
  windowsOptions: some({ hostProcess: fc.boolean() }),
};
const capabilities = fc.subarray(["ALL", "CHOWN", "NET_BIND_SERVICE", "SYS_ADMIN"]);
const securityContext = some({
  ...runAs,
  allowPrivilegeEscalation: fc.boolean(),
  capabilities: some({ add: capabilities, drop: capabilities }),
  privileged: fc.boolean(),
  procMount: fc.constantFrom("Default", "Unmasked"),
});
const host = fc.constantFrom("", "127.0.0.1");
const handler = some({
  httpGet: some({ host }).map((given) => ({ port: 8080, ...given })),
  tcpSocket: some({ host }).map((given) => ({ port: "http", ...given })),
});
const amounts = some({ cpu: fc.constantFrom("500m", 1), memory: fc.constantFrom("1Gi", "9G", "much") });

const container = some({
  image: fc.constantFrom(
    "nginx",
    "ghcr.io/example/app:1.4",
    "ghcr.io/example/app:latest",
    `ghcr.io/example/app@sha256:${"0".repeat(64)}`,
    "",
  ),
  ports: fc.array(
    some({ hostPort: fc.constantFrom(0, 80) }).map((port) => ({ containerPort: 80, ...port })),
    {
      maxLength: 2,
    },
  ),
  securityContext,
  livenessProbe: handler,
  readinessProbe: handler,
  startupProbe: handler,
  lifecycle: some({ postStart: handler, preStop: handler }),
  resources: some({ requests: amounts, limits: amounts }),
}).map((given) => ({ name: "app", ...given }));

const containers = fc.array(container, { maxLength: 2 });
const volume = some({
  emptyDir: fc.constant({}),
  hostPath: fc.constant({ path: "/var/log" }),
  nfs: fc.constant({ server: "files", path: "/" }),
}).map((source) => ({ name: "data", ...source }));

/** In milliseconds: policies about eight kinds are large, and a slow machine takes a while to ask every engine. */
export const timeout = 300_000;

/** Workloads of all kinds, in which each control is sometimes kept and sometimes not. */
export const generatedWorkloads = fc
  .tuple(
    fc.constantFrom(...kinds),
    some({
      containers,
      initContainers: containers,
      ephemeralContainers: containers,
      volumes: fc.array(volume, { maxLength: 2 }),
      os: fc.record({ name: fc.constantFrom("linux", "windows") }),
      hostUsers: fc.boolean(),
      hostNetwork: fc.boolean(),
      hostPID: fc.boolean(),
      hostIPC: fc.boolean(),
      securityContext: some({
        ...runAs,
        sysctls: fc.array(
          fc.record({ name: fc.constantFrom("net.ipv4.tcp_rmem", "kernel.msgmax"), value: fc.constant("1") }),
          { maxLength: 2 },
        ),
      }),
    }),
    fc.option(
      fc.dictionary(
        fc.constantFrom("container.apparmor.security.beta.kubernetes.io/app", "team"),
        fc.constantFrom("unconfined", "runtime/default", "localhost/app", ""),
        { noNullPrototype: true },
      ),
      { nil: undefined },
    ),
  )
  .map(([kind, spec, annotations]) => workload(kind, spec, { annotations }));

const labels = some({
  owner: fc.constantFrom("team-shop", "shop"),
  "data-classification": fc.constantFrom("internal", "secret"),
});

/** Workloads of all kinds whose labels, and their pods', are sometimes those that are asked for. */
export const labelledWorkloads = fc
  .tuple(fc.constantFrom(...kinds), labels, labels)
  .map(([kind, ofPods, own]) => workloadReview(kind, {}, { labels: ofPods }, { labels: own }));
