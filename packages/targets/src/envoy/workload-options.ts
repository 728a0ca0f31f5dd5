import type { TargetOptions } from "../target.ts";
import type { WorkloadOptions } from "./workload.ts";

/** OPA 1.19.1 is the first that logs the labels of deciding rules with all that Bylaw's Rego needs in Envoy. */
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
