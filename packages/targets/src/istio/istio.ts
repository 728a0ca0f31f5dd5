import { kustomization, metadata, type WorkloadOptions, workload } from "../envoy/workload.ts";
import { workloadOptions } from "../envoy/workload-options.ts";
import type { Artefact, NamedPolicy, Target, TargetOptions } from "../target.ts";
import { yamlText } from "../yaml.ts";
import { extensionProvider } from "./extension-provider.ts";

/** OPA as an external authorizer of an Istio mesh, which lets nothing by when OPA is down. */
export const istio: Target = {
  name: "istio",
  summary: "OPA for Istio: Kubernetes objects, extension provider, AuthorizationPolicy, strict mutual TLS",
  refusal: (policy) => (policy.kind === "envoy" ? undefined : "only policies for Envoy answer its requests"),
  build: (policies, options) => policies.flatMap((policy) => filesOf(policy, options)),
};

function filesOf({ name, policy }: NamedPolicy, options: TargetOptions): readonly Artefact[] {
  const settings = workloadOptions(name, options);
  const objects = new Map([
    ...workload(policy, settings),
    ["authorization-policy.yaml", authorizationPolicy(settings)] as const,
    ["peer-authentication.yaml", peerAuthentication(settings)] as const,
  ]);
  const files: Readonly<Record<string, string>> = {
    ...Object.fromEntries([...objects].map(([file, object]) => [file, yamlText([object])])),
    "kustomization.yaml": yamlText([kustomization([...objects.keys()])]),
    "mesh-config.yaml": yamlText(
      [{ meshConfig: { extensionProviders: [extensionProvider(settings)] } }],
      "Goes into the mesh's configuration: helm upgrade istiod istio/istiod -f mesh-config.yaml, or istioctl install -f.",
    ),
  };
  return Object.entries(files).map(([file, content]) => ({ path: `${name}/${file}`, content }));
}

/** Asks the authorizer about each request to workloads with a label, so that a mesh is moved one workload at a time. */
function authorizationPolicy(options: WorkloadOptions): object {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: metadata(options),
    spec: {
      selector: { matchLabels: { "bylaw.dev/authorizer": options.name } },
      action: "CUSTOM",
      provider: { name: options.name },
      // One rule without conditions: every request.
      rules: [{}],
    },
  };
}

/** Plain text is refused in the namespace: a principal is only as good as the connection that it comes by. */
function peerAuthentication(options: WorkloadOptions): object {
  return {
    apiVersion: "security.istio.io/v1",
    kind: "PeerAuthentication",
    // Istio takes the one called default for the whole namespace.
    metadata: { name: "default", namespace: options.namespace },
    spec: { mtls: { mode: "STRICT" } },
  };
}
