import { stringifyJson } from "@bylaw/engine/values";
import type { Artefact, NamedPolicy, Target, TargetOptions } from "../target.ts";
import { yamlText } from "../yaml.ts";
import { envoyBootstrap } from "./bootstrap.ts";
import { composeFile } from "./compose.ts";
import { extAuthzFilter } from "./ext-authz-filter.ts";
import { opaConfiguration } from "./opa-configuration.ts";
import { kustomization, workload } from "./workload.ts";
import { workloadOptions } from "./workload-options.ts";

/** OPA with its Envoy plugin: configuration, Kubernetes objects, Envoy's filter, and a compose file to try it. */
export const envoy: Target = {
  name: "envoy",
  summary: "OPA for Envoy: its configuration, Kubernetes objects, Envoy's filter",
  refusal: (policy) => (policy.kind === "envoy" ? undefined : "only policies for Envoy answer its requests"),
  build: (policies, options) => policies.flatMap((policy) => filesOf(policy, options)),
};

function filesOf({ name, policy }: NamedPolicy, options: TargetOptions): readonly Artefact[] {
  const settings = workloadOptions(name, options);
  const { data, image } = settings;
  const objects = workload(policy, settings);
  const files: Readonly<Record<string, string>> = {
    "policy.rego": policy.rego,
    ...(data === undefined ? {} : { "data.json": stringifyJson(data) }),
    "opa.yaml": yamlText([opaConfiguration(policy.entrypoint)]),
    "ext-authz-filter.yaml": yamlText(
      [extAuthzFilter("authorizer")],
      "Goes before the router among the http_filters; authorizer is the cluster that leads to OPA.",
    ),
    "envoy.yaml": yamlText([envoyBootstrap("opa", { host: "service", port: 80 })]),
    "compose.yaml": yamlText(
      [composeFile(image, data !== undefined)],
      "docker compose up, then curl localhost:8000",
    ),
    "kubernetes/kustomization.yaml": yamlText([kustomization([...objects.keys()])]),
    ...Object.fromEntries([...objects].map(([file, object]) => [`kubernetes/${file}`, yamlText([object])])),
  };
  return Object.entries(files).map(([file, content]) => ({ path: `${name}/${file}`, content }));
}
