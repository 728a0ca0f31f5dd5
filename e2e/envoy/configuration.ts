import type { Identity } from "./certificates.ts";

export interface ConfigurationParts {
  readonly port: number;
  /** The `ext_authz` filter as the envoy target writes it, its cluster called `authorizer`; none asks nobody. */
  readonly filter?: object;
  readonly authorizerPort: number;
  readonly servicePort: number;
  readonly server: Identity;
  /** The certificate of the mesh's authority, in PEM. */
  readonly authority: string;
}

/** An Envoy that takes callers by mutual TLS and passes what is allowed to a service. */
export function envoyConfiguration(parts: ConfigurationParts): object {
  return {
    static_resources: {
      listeners: [
        {
          name: "requests",
          address: address(parts.port),
          filter_chains: [{ filters: [connectionManager(parts)], transport_socket: mutualTls(parts) }],
        },
      ],
      clusters: [
        {
          ...cluster("authorizer", parts.authorizerPort),
          typed_extension_protocol_options: {
            "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
              "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
              explicit_http_config: { http2_protocol_options: {} },
            },
          },
        },
        cluster("service", parts.servicePort),
      ],
    },
  };
}

function connectionManager({ filter }: ConfigurationParts): object {
  return {
    name: "envoy.filters.network.http_connection_manager",
    typed_config: {
      "@type":
        "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
      stat_prefix: "requests",
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
        ...(filter === undefined ? [] : [filter]),
        {
          name: "envoy.filters.http.router",
          typed_config: { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" },
        },
      ],
    },
  };
}

function mutualTls({ server, authority }: ConfigurationParts): object {
  return {
    name: "envoy.transport_sockets.tls",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext",
      require_client_certificate: true,
      common_tls_context: {
        tls_certificates: [
          {
            certificate_chain: { inline_string: server.certificate },
            private_key: { inline_string: server.key },
          },
        ],
        validation_context: { trusted_ca: { inline_string: authority } },
      },
    },
  };
}

function cluster(name: string, port: number): object {
  return {
    name,
    type: "STATIC",
    connect_timeout: "1s",
    load_assignment: {
      cluster_name: name,
      endpoints: [{ lb_endpoints: [{ endpoint: { address: address(port) } }] }],
    },
  };
}

function address(port: number): object {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
