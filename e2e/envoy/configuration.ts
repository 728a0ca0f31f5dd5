import type { Identity } from "./certificates.ts";

export interface ConfigurationParts {
  readonly port: number;
  /** Where OPA's stand-in listens; without one, nobody is asked. */
  readonly authorizerPort?: number;
  readonly servicePort: number;
  readonly server: Identity;
  /** The certificate of the mesh's authority, in PEM. */
  readonly authority: string;
}

/** The parts of Envoy's configuration that a test changes. */
export interface Bootstrap {
  readonly static_resources: {
    readonly listeners: readonly [
      { readonly filter_chains: readonly [{ readonly filters: readonly [ConnectionManager] }] },
    ];
    readonly clusters: readonly { readonly name: string }[];
  };
}

interface ConnectionManager {
  readonly typed_config: { readonly http_filters: readonly { readonly name: string }[] };
}

/** The `envoy.yaml` of the envoy target, on this machine's ports, for callers by mutual TLS. */
export function envoyConfiguration({ static_resources }: Bootstrap, parts: ConfigurationParts): object {
  const [listener] = static_resources.listeners;
  const [chain] = listener.filter_chains;
  const [manager] = chain.filters;
  const filters = manager.typed_config.http_filters.filter(
    ({ name }) => parts.authorizerPort !== undefined || name !== "envoy.filters.http.ext_authz",
  );
  const typed_config = { ...manager.typed_config, http_filters: filters };
  const ports: Readonly<Record<string, number>> = {
    // A port that nobody listens at, where nobody is asked.
    authorizer: parts.authorizerPort ?? 1,
    service: parts.servicePort,
  };
  return {
    static_resources: {
      listeners: [
        {
          ...listener,
          address: address(parts.port),
          filter_chains: [{ filters: [{ ...manager, typed_config }], transport_socket: mutualTls(parts) }],
        },
      ],
      clusters: static_resources.clusters.map((cluster) => ({
        ...cluster,
        load_assignment: {
          cluster_name: cluster.name,
          endpoints: [{ lb_endpoints: [{ endpoint: { address: address(ports[cluster.name] ?? 1) } }] }],
        },
      })),
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

function address(port: number): object {
  return { socket_address: { address: "127.0.0.1", port_value: port } };
}
