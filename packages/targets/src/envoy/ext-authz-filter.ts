/** The largest body that Envoy gives to the authorizer, in bytes. */
export const maxRequestBytes = 8192;

/**
 * The HTTP filter of Envoy v3 that asks OPA, and denies when OPA does not answer.
 *
 * @param cluster the Envoy cluster that leads to OPA
 */
export function extAuthzFilter(cluster: string): object {
  return {
    name: "envoy.filters.http.ext_authz",
    typed_config: {
      "@type": "type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthz",
      transport_api_version: "V3",
      grpc_service: { envoy_grpc: { cluster_name: cluster }, timeout: "0.5s" },
      failure_mode_allow: false,
      status_on_error: { code: "Forbidden" },
      include_peer_certificate: true,
      // A body that is cut is said to be cut: policies see `truncated_body`.
      with_request_body: { max_request_bytes: maxRequestBytes, allow_partial_message: true },
    },
  };
}

/** The cluster of an authorizer that speaks gRPC. */
export function authorizerCluster(name: string, address: string, port: number): object {
  return {
    name,
    type: "STRICT_DNS",
    connect_timeout: "1s",
    typed_extension_protocol_options: {
      "envoy.extensions.upstreams.http.v3.HttpProtocolOptions": {
        "@type": "type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions",
        explicit_http_config: { http2_protocol_options: {} },
      },
    },
    load_assignment: endpointAt(name, address, port),
  };
}

/** Where a cluster leads to. */
export function endpointAt(cluster: string, address: string, port: number): object {
  const endpoint = { address: { socket_address: { address, port_value: port } } };
  return { cluster_name: cluster, endpoints: [{ lb_endpoints: [{ endpoint }] }] };
}
