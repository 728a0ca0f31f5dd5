/**
 * Names that senders of decisions give by themselves, so that they say nothing about who asked: of Envoy's CheckRequest
 * and its plugin, of HTTP, of a Kubernetes AdmissionReview, and of usual hand-written inputs.
 */
export const knownNames: ReadonlySet<string> = new Set(
  [
    "input result nd_builtin_cache",
    "attributes source destination request http headers method path host scheme protocol query fragment body raw_body",
    "size id time seconds nanos address socketAddress portValue principal certificate service labels contextExtensions",
    "context_extensions metadataContext metadata_context filterMetadata tlsSession sni version encoding",
    "parsed_path parsed_query parsed_body truncated_body ext_authz v2 v3",
    ":authority :method :path :scheme authorization cookie set-cookie proxy-authorization x-api-key user-agent accept",
    "x-forwarded-client-cert x-forwarded-for x-forwarded-proto x-request-id x-envoy-internal content-type",
    "content-length referer origin",
    "kind apiVersion uid operation userInfo username groups extra name namespace object oldObject options dryRun",
    "subResource resource requestKind requestResource metadata annotations spec status data stringData containers",
    "initContainers ephemeralContainers env value valueFrom image template review parameters response allowed",
    "user subject action context token claims roles role tenant password secret email",
  ].flatMap((line) => line.split(" ")),
);
