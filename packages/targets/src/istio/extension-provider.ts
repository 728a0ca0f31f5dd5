import { maxRequestBytes } from "../envoy/ext-authz-filter.ts";
import { ports } from "../envoy/opa-configuration.ts";
import type { WorkloadOptions } from "../envoy/workload.ts";

/** How a mesh reaches the authorizer (`MeshConfig.extensionProviders`); an authorizer that is down denies. */
export function extensionProvider({ name, namespace }: WorkloadOptions): object {
  return {
    name,
    envoyExtAuthzGrpc: {
      service: `${name}.${namespace}.svc.cluster.local`,
      port: ports.authorization,
      timeout: "0.5s",
      failOpen: false,
      statusOnError: "403",
      includeRequestBodyInCheck: { maxRequestBytes, allowPartialMessage: true },
    },
  };
}
