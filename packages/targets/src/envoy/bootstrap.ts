import { authorizerCluster, endpointAt, extAuthzFilter } from "./ext-authz-filter.ts";
import { ports } from "./opa-configuration.ts";

/** A whole Envoy configuration: port 8000, OPA asked about each request, one service behind. */
export function envoyBootstrap(
  authorizer: string,
  service: { readonly host: string; readonly port: number },
): object {
  return {
    static_resources: {
      listeners: [
        {
          name: "requests",
          address: { socket_address: { address: "0.0.0.0", port_value: 8000 } },
          filter_chains: [{ filters: [connectionManager()] }],
        },
      ],
      clusters: [
        authorizerCluster("authorizer", authorizer, ports.authorization),
        {
          name: "service",
          type: "STRICT_DNS",
          connect_timeout: "1s",
          load_assignment: endpointAt("service", service.host, service.port),
        },
      ],
    },
  };
}

function connectionManager(): object {
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type":
        "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
      stat_prefix: "requests",
      // What the policy decides on is what the service gets.
      normalize_path: true,
      merge_slashes: true,
      path_with_escaped_slashes_action: "REJECT_REQUEST",
      route_config: {
        virtual_hosts: [
          {
            name: "service",
            domains: ["*"],
            routes: [{ match: { prefix: "/" }, route: { cluster: "service" } }],
          },
        ],
      },
      http_filters: [
        extAuthzFilter("authorizer"),
        {
          name: "envoy.filters.http.router",
          typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
        },
      ],
    },
  };
}
