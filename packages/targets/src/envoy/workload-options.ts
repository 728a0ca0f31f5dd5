import type { TargetOptions } from "../target.ts";
import type { WorkloadOptions } from "./workload.ts";

/** With the Envoy plugin whose recordings the authorizer is held to; OPA logs the labels of rules since 1.17. */
export const defaultImage = "openpolicyagent/opa:1.19.1-envoy";

/** @param name of the policy, from its file */
export function workloadOptions(name: string, options: TargetOptions): WorkloadOptions {
  return {
    name: `${objectName(name)}-authorizer`,
    namespace: options.namespace ?? "default",
    image: options.opaImage ?? defaultImage,
    ...(options.data === undefined ? {} : { data: options.data }),
  };
}

/** A file's name as Kubernetes takes names: RFC 1123 labels, short enough for what is put behind. */
function objectName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+/, "")
    .slice(0, 40);
  return plain.replace(/-+$/, "") || "policy";
}
