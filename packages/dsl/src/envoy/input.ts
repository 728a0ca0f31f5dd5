import { type Shape, type Static, t } from "../schema/index.ts";

// One description for the type and the check. Required is only what Envoy's HTTP ext_authz filter always sends
// through opa-envoy-plugin; docs/reference/envoy-input.md says where each line comes from.

const socketAddress = t.object({
  /** The IP address as text, without a port. */
  address: t.string,
  /** Absent when it is 0. */
  portValue: t.opt(t.number),
});

const addressShape = t.object({
  /** For TCP and UDP. */
  socketAddress: t.opt(socketAddress),
  /** For Unix domain sockets. */
  pipe: t.opt(t.object({ path: t.opt(t.string), mode: t.opt(t.number) })),
});

/** Where a connection comes from or goes to. */
export interface Address extends Static<typeof addressShape> {}
const address: Shape<Address> = addressShape;

const peerShape = t.object({
  address,
  /** The service name, where the proxy is configured to give one. */
  service: t.opt(t.string),
  labels: t.opt(t.map(t.string)),
  /** The authenticated identity, such as a SPIFFE ID; absent without mutual TLS. */
  principal: t.opt(t.string),
  /** URL-encoded PEM; absent unless the proxy is configured to include it. */
  certificate: t.opt(t.string),
});

/** One end of the connection. */
export interface Peer extends Static<typeof peerShape> {}
const peer: Shape<Peer> = peerShape;

const httpRequestShape = t.object({
  /** Envoy's number of this request, as decimal text. */
  id: t.string,
  method: t.string,
  /** Names in lower case, with `:authority` and its like; values of repeated headers are joined by commas. */
  headers: t.map(t.string),
  /** As sent, with the query string: `/orders?page=2`. `parsed_path` has it decoded and split. */
  path: t.string,
  host: t.string,
  scheme: t.string,
  /** `HTTP/1.1`, `HTTP/2` or `HTTP/3`. */
  protocol: t.string,
  /** Envoy leaves it out and keeps the query inside `path`. */
  query: t.opt(t.string),
  fragment: t.opt(t.string),
  /** Length of the body in bytes; absent when there is none. */
  size: t.opt(t.number),
  /** Present only where the proxy buffers request bodies. */
  body: t.opt(t.string),
  /** Base64; instead of `body` where the proxy packs bodies as bytes. */
  rawBody: t.opt(t.string),
});

/** The HTTP request. */
export interface HttpRequest extends Static<typeof httpRequestShape> {}
const httpRequest: Shape<HttpRequest> = httpRequestShape;

const requestShape = t.object({
  /** When the proxy received the request. */
  time: t.object({
    /** Seconds since 1970. */
    seconds: t.number,
    /** Absent when it is 0. */
    nanos: t.opt(t.number),
  }),
  http: httpRequest,
});

/** The request and when it came. */
export interface Request extends Static<typeof requestShape> {}
const request: Shape<Request> = requestShape;

const metadataShape = t.object({
  /** By filter name, such as `envoy.filters.http.jwt_authn`. */
  filterMetadata: t.opt(t.map(t.unknown)),
});

/** What other filters of the proxy left about the request. */
export interface Metadata extends Static<typeof metadataShape> {}
const metadata: Shape<Metadata> = metadataShape;

const attributesShape = t.object({
  /** The caller. */
  source: peer,
  /** The proxy's own end. */
  destination: peer,
  request,
  /** From the route's configuration. */
  contextExtensions: t.opt(t.map(t.string)),
  metadataContext: t.opt(metadata),
  routeMetadataContext: t.opt(metadata),
  tlsSession: t.opt(
    t.object({
      /** The server name that the client asked for. */
      sni: t.opt(t.string),
    }),
  ),
});

/** Envoy's attributes of the request, in camelCase. */
export interface Attributes extends Static<typeof attributesShape> {}
const attributes: Shape<Attributes> = attributesShape;

const envoyInputShape = t.object({
  attributes,
  /** The path split at `/`, decoded first: an encoded slash separates too. `/` gives one empty segment. */
  parsed_path: t.array(t.string),
  /** Query parameters by name; each has all its values. */
  parsed_query: t.map(t.array(t.string)),
  /** The body, parsed by its content type; not there when it cannot be parsed, was cut or is not sent. */
  parsed_body: t.opt(t.unknown),
  /** Whether the proxy cut the body; not there where the plugin does not parse bodies. */
  truncated_body: t.opt(t.boolean),
  /** The same as `attributes.source.principal`. */
  source_principal: t.opt(t.string),
  version: t.object({ ext_authz: t.string, encoding: t.string }),
});

/** What a policy behind Envoy's HTTP ext_authz filter and opa-envoy-plugin sees as `input`. */
export interface EnvoyInput extends Static<typeof envoyInputShape> {}
/** The description of `EnvoyInput`. */
export const envoyInput: Shape<EnvoyInput> = envoyInputShape;

/** Another name for `EnvoyInput`. */
export type HttpInput = EnvoyInput;
