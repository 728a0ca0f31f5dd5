import { createHash } from "node:crypto";
import type { CompiledPolicy } from "@bylaw/compiler";
import type { JsonObject } from "@bylaw/engine";
import { stringifyJson } from "@bylaw/engine/values";
import { yamlText } from "../yaml.ts";
import { opaConfiguration, ports } from "./opa-configuration.ts";

/** What OPA is deployed with. */
export interface WorkloadOptions {
  /** Of all objects. */
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly data?: JsonObject;
}

/** The Kubernetes objects that run OPA beside Envoy or Istio, by file. */
export function workload(policy: CompiledPolicy, options: WorkloadOptions): ReadonlyMap<string, object> {
  const files = filesOf(policy, options.data);
  return new Map<string, object>([
    ["config-map.yaml", configMap(files, options)],
    ["deployment.yaml", deployment(files, options)],
    ["service.yaml", service(options)],
  ]);
}

/** The container that decides, as a sidecar or in a pod of its own. */
export function opaContainer({ image, data }: WorkloadOptions): object {
  const documents = data === undefined ? [] : ["/policy/data.json"];
  const probe = { httpGet: { path: "/health?plugins", port: ports.health }, periodSeconds: 5 };
  return {
    name: "opa",
    image,
    args: [
      "run",
      "--server",
      "--config-file=/policy/opa.yaml",
      // Only the pod itself may ask by REST.
      "--addr=127.0.0.1:8181",
      `--diagnostic-addr=0.0.0.0:${ports.health}`,
      "/policy/policy.rego",
      ...documents,
    ],
    ports: [
      { name: "grpc", containerPort: ports.authorization },
      { name: "health", containerPort: ports.health },
    ],
    livenessProbe: { ...probe, initialDelaySeconds: 5 },
    readinessProbe: probe,
    resources: { requests: { cpu: "100m", memory: "64Mi" }, limits: { memory: "256Mi" } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      runAsUser: 1000,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    volumeMounts: [{ name: "policy", mountPath: "/policy", readOnly: true }],
  };
}

function filesOf(policy: CompiledPolicy, data: JsonObject | undefined): Readonly<Record<string, string>> {
  return {
    "policy.rego": policy.rego,
    "opa.yaml": yamlText([opaConfiguration(policy.entrypoint)]),
    ...(data === undefined ? {} : { "data.json": stringifyJson(data) }),
  };
}

function configMap(data: Readonly<Record<string, string>>, options: WorkloadOptions): object {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: metadata(options), data };
}

function deployment(files: Readonly<Record<string, string>>, options: WorkloadOptions): object {
  const labels = labelsOf(options);
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata(options),
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: {
          labels,
          // A changed policy is another pod template, so that it is rolled out.
          annotations: { "bylaw.dev/policy-sha256": digestOf(files) },
        },
        spec: {
          automountServiceAccountToken: false,
          containers: [opaContainer(options)],
          volumes: [{ name: "policy", configMap: { name: options.name } }],
        },
      },
    },
  };
}

function service(options: WorkloadOptions): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: metadata(options),
    spec: {
      selector: labelsOf(options),
      // Istio takes the protocol from the port's name.
      ports: [{ name: "grpc-authorization", port: ports.authorization, targetPort: "grpc" }],
    },
  };
}

/** The metadata that all objects of a deployment share. */
export function metadata(options: WorkloadOptions): object {
  return { name: options.name, namespace: options.namespace, labels: labelsOf(options) };
}

function labelsOf({ name }: WorkloadOptions): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": name, "app.kubernetes.io/component": "authorizer" };
}

function digestOf(files: Readonly<Record<string, string>>): string {
  const hash = createHash("sha256");
  for (const [name, text] of Object.entries(files)) hash.update(JSON.stringify([name, text]));
  return hash.digest("hex");
}

/** What `kubectl apply -k` takes: the objects by file. */
export function kustomization(resources: readonly string[]): object {
  return { apiVersion: "kustomize.config.k8s.io/v1beta1", kind: "Kustomization", resources };
}
